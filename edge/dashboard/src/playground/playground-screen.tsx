/** The first screen: a prompt, a slider for each axis, and two answers side by side. */
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import { toProblem } from '../api/problem.ts'
import { axesQuery, modelsQuery, projectQuery } from '../api/queries.ts'
import type { Axis, Strengths } from '../api/types.ts'
import { useApi } from '../session/session.ts'
import { Page } from '../ui/page.tsx'
import { ProblemNote } from '../ui/problem-note.tsx'
import { useDraft } from '../ui/use-draft.ts'
import { isRunning } from './answer.ts'
import { AnswerPane } from './answer-pane.tsx'
import { PromptBox } from './prompt-box.tsx'
import { DEFAULT_SETTINGS, randomSeed } from './settings.ts'
import { SettingsFold } from './settings-fold.tsx'
import { SteeringPanel } from './steering-panel.tsx'
import { clampAll, limitOf } from './strengths.ts'
import { useComparison } from './use-comparison.ts'

const AT_REST: { strengths: Strengths; overdrive: boolean } = { strengths: {}, overdrive: false }
const NO_AXES: Axis[] = []

const route = getRouteApi('/playground')

export function PlaygroundScreen() {
  const api = useApi()
  const axes = useQuery(axesQuery(api))
  const models = useQuery(modelsQuery(api))
  const project = useQuery(projectQuery(api))
  const { user: askedUser, try: tried } = route.useSearch()
  const navigate = route.useNavigate()
  const [settings, setSettings] = useDraft('playground.settings', DEFAULT_SETTINGS)
  const [chosenModel, setChosenModel] = useState<string | null>(null)
  const [usedSeed, setUsedSeed] = useState<number | null>(null)
  const [user, setUser] = useDraft('playground.user', '')
  const [steering, setSteering] = useDraft('playground.steering', AT_REST)
  const comparison = useComparison(api)
  const answers = useRef<HTMLElement>(null)
  const live = isRunning(comparison.steered)
  const running = live || isRunning(comparison.plain)

  const all = axes.data ?? NO_AXES
  const steerable = all.filter((axis) => axis.active !== null)
  const model = chosenModel ?? models.data?.[0]?.id ?? null

  function steer(strengths: Strengths, overdrive = steering.overdrive) {
    const next = { strengths: clampAll(strengths, limitOf(overdrive)), overdrive }
    setSteering(next)
    comparison.steer(next)
  }

  // What an address asks for is done once, so that a reload does not undo what was moved since.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only the address says when
  useEffect(() => {
    if (tried === undefined) return
    steer({ ...steering.strengths, [tried]: { value: 1, mode: 'add' } })
    void navigate({ search: ({ user }) => ({ user }), replace: true })
  }, [tried])

  function send(prompt: string) {
    if (model === null) return
    const seed = settings.seed ?? randomSeed()
    setUsedSeed(seed)
    comparison.send({ prompt, user, model, settings, seed }, steering)
    // One column: the answers begin below the screen's edge, or under the dock of sliders.
    if (matchMedia('(max-width: 52rem)').matches) answers.current?.scrollIntoView({ block: 'start' })
  }

  return (
    <Page title="Playground" isQuiet>
      <div className="playground">
        <section className="ask" aria-label="Question">
          <PromptBox running={running} ready={model !== null} onSend={send} onStop={comparison.stop} />
          <ProblemNote problem={models.error && toProblem(models.error)} onRetry={() => void models.refetch()} />
          <SettingsFold
            settings={settings}
            onChange={setSettings}
            usedSeed={usedSeed}
            models={models.data ?? []}
            model={model}
            onModel={setChosenModel}
          />
        </section>

        <section ref={answers} className="answers" aria-label="Answers">
          <AnswerPane kind="plain" answer={comparison.plain} axes={all} />
          <AnswerPane kind="steered" answer={comparison.steered} axes={all} />
        </section>

        <div className="rail">
          <SteeringPanel
            api={api}
            axes={steerable}
            loading={axes.isPending}
            known={axes.data !== undefined}
            apart={project.data?.basis === 'orthogonal'}
            strengths={steering.strengths}
            overdrive={steering.overdrive}
            live={live}
            onSteer={steer}
            user={user}
            askedUser={askedUser ?? null}
            onUser={setUser}
          >
            <ProblemNote problem={axes.error && toProblem(axes.error)} onRetry={() => void axes.refetch()} />
            <ProblemNote problem={comparison.liveProblem} onRetry={() => comparison.steer({ ...steering })} />
          </SteeringPanel>
        </div>
      </div>
    </Page>
  )
}
