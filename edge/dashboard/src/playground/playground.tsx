/** The first screen: a prompt, a slider for each axis, and two answers side by side. */
import { useRef, useState } from 'react'
import type { Api } from '../api/client.ts'
import type { Strengths } from '../api/types.ts'
import { FitsSection } from '../fits/fits-section.tsx'
import { ProblemNote } from '../ui/problem-note.tsx'
import { useLoaded } from '../ui/use-loaded.ts'
import { isRunning } from './answer.ts'
import { AnswerPane } from './answer-pane.tsx'
import { PromptBox } from './prompt-box.tsx'
import { DEFAULT_SETTINGS, randomSeed } from './settings.ts'
import { SettingsFold } from './settings-fold.tsx'
import { SteeringPanel } from './steering-panel.tsx'
import { clampAll, limitOf } from './strengths.ts'
import { useComparison } from './use-comparison.ts'

export function Playground({ api }: { api: Api }) {
  const axes = useLoaded(api.axes)
  const models = useLoaded(api.models)
  const project = useLoaded(api.project)
  const [settings, setSettings] = useState(DEFAULT_SETTINGS)
  const [chosenModel, setChosenModel] = useState<string | null>(null)
  const [usedSeed, setUsedSeed] = useState<number | null>(null)
  const [user, setUser] = useState('')
  const [steering, setSteering] = useState<{ strengths: Strengths; overdrive: boolean }>({
    strengths: {},
    overdrive: false,
  })
  const comparison = useComparison(api)
  const answers = useRef<HTMLElement>(null)
  const live = isRunning(comparison.steered)
  const running = live || isRunning(comparison.plain)

  const steerable = (axes.value ?? []).filter((axis) => axis.active !== null)
  const model = chosenModel ?? models.value?.[0]?.id ?? null

  function steer(strengths: Strengths, overdrive = steering.overdrive) {
    const next = { strengths: clampAll(strengths, limitOf(overdrive)), overdrive }
    setSteering(next)
    comparison.steer(next)
  }

  function send(prompt: string) {
    if (model === null) return
    const seed = settings.seed ?? randomSeed()
    setUsedSeed(seed)
    comparison.send({ prompt, user, model, settings, seed }, steering)
    // One column: the answers begin below the screen's edge, or under the dock of sliders.
    if (matchMedia('(max-width: 52rem)').matches) answers.current?.scrollIntoView({ block: 'start' })
  }

  return (
    <main className="playground">
      <section className="ask" aria-label="Question">
        <PromptBox running={running} ready={model !== null} onSend={send} onStop={comparison.stop} />
        <ProblemNote problem={models.problem} onRetry={() => void models.reload()} />
        <SettingsFold
          settings={settings}
          onChange={setSettings}
          usedSeed={usedSeed}
          models={models.value ?? []}
          model={model}
          onModel={setChosenModel}
        />
      </section>

      <section ref={answers} className="answers" aria-label="Answers">
        <AnswerPane kind="plain" answer={comparison.plain} axes={axes.value ?? []} />
        <AnswerPane kind="steered" answer={comparison.steered} axes={axes.value ?? []} />
      </section>

      <div className="rail">
        <SteeringPanel
          api={api}
          axes={steerable}
          loading={axes.value === null && axes.problem === null}
          known={axes.value !== null}
          apart={project.value?.basis === 'orthogonal'}
          strengths={steering.strengths}
          overdrive={steering.overdrive}
          live={live}
          onSteer={steer}
          user={user}
          onUser={setUser}
        >
          <ProblemNote problem={axes.problem} onRetry={() => void axes.reload()} />
          <ProblemNote problem={comparison.liveProblem} onRetry={() => comparison.steer({ ...steering })} />
        </SteeringPanel>
        <FitsSection
          api={api}
          axes={axes.value ?? []}
          onAxesChanged={axes.reload}
          onTry={(axis) => steer({ ...steering.strengths, [axis]: { value: 1, mode: 'add' } })}
        />
      </div>
    </main>
  )
}
