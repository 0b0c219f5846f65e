/** One version of an axis: where it stands among the others, what it does and what it costs, beside another if asked. */
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import type { Axis, Direction } from '../../api/types.ts'
import { useApi } from '../../session/session.ts'
import { Page } from '../../ui/page.tsx'
import { Loaded } from '../../ui/states.tsx'
import { Time } from '../../ui/time.tsx'
import { axisQuery, directionQuery, directionsQuery } from '../axes-query.ts'
import { ExperimentsSection } from '../experiments/experiments-section.tsx'
import { CompareChoice } from './compare-choice.tsx'
import { ComparedFacts } from './compared-facts.tsx'
import { DirectionMeasured } from './direction-measured.tsx'
import { sharedRanges } from './strength-points.ts'
import { VersionActions } from './version-actions.tsx'
import { VersionsLine } from './versions-line.tsx'

const route = getRouteApi('/axes/$axis/versions/$version')

export function DirectionScreen() {
  const { axis: id, version: written } = route.useParams()
  const { with: other } = route.useSearch()
  const api = useApi()
  const version = Number(written)
  const axis = useQuery(axisQuery(api, id))
  const direction = useQuery(directionQuery(api, id, version))
  const beside = useQuery({ ...directionQuery(api, id, Number(other)), enabled: other !== undefined })
  const versions = useInfiniteQuery(directionsQuery(api, id))
  const all = versions.data?.pages.flatMap(({ data }) => data) ?? []
  return (
    <Page
      title={`${id}@${written}`}
      lead={direction.data && <Lead direction={direction.data} />}
      actions={
        axis.data &&
        direction.data && <VersionActions axis={axis.data.value} tag={axis.data.tag} direction={direction.data} />
      }
    >
      <VersionsLine axis={id} versions={all} shown={[version, other === undefined ? null : Number(other)]} />
      <Loaded query={direction} what="the version">
        {(one) => (
          <>
            <CompareChoice axis={id} version={version} versions={all} other={other ?? null} />
            {other === undefined ? (
              <Measured directions={[one]} axis={axis.data?.value ?? null} />
            ) : (
              <Loaded query={beside} what={`version ${other}`}>
                {(two) => (
                  <>
                    <ComparedFacts one={one} other={two} />
                    <Measured directions={[one, two]} axis={axis.data?.value ?? null} />
                  </>
                )}
              </Loaded>
            )}
          </>
        )}
      </Loaded>
      {axis.data && <ExperimentsSection axis={axis.data.value} challenger={version} />}
    </Page>
  )
}

const Lead = ({ direction: { axis, manifest, created } }: { direction: Direction }) => (
  <>
    <Link to="/axes">Axes</Link> ·{' '}
    <Link to="/axes/$axis" params={{ axis }}>
      {axis}
    </Link>{' '}
    · <span className="negative">{manifest.poles.negative}</span> ↔{' '}
    <span className="positive">{manifest.poles.positive}</span>, made <Time at={created} />
  </>
)

function Measured({ directions, axis }: { directions: readonly Direction[]; axis: Axis | null }) {
  const ranges = sharedRanges(directions.flatMap(({ evaluation }) => evaluation?.report?.effect ?? []))
  return (
    <div className={directions.length > 1 ? 'versions-beside' : undefined}>
      {directions.map((one) => (
        <DirectionMeasured
          key={one.version}
          direction={one}
          isActive={axis?.active?.version === one.version}
          isTitled={directions.length > 1}
          ranges={ranges}
        />
      ))}
    </div>
  )
}
