import type { Sign } from './health.ts'

const CLASSES: Record<Sign['tone'], string> = { good: 'pill pill-done', bad: 'pill pill-failed', open: 'pill' }

export const HealthPills = ({ signs }: { signs: readonly Sign[] }) =>
  signs.map(({ words, tone, explained }) => (
    <span key={words} className={CLASSES[tone]} title={explained}>
      {words}
    </span>
  ))
