import { describe, expect, test } from 'vitest'
import { answersUntilNear, askPick, askRandomPick, askThumb, regrets } from '../../bench/harness/learning-session.ts'
import { syntheticWorld } from '../../bench/harness/learning-world.ts'
import { drawTaste, EXACT, NOISY, SimulatedUser, WRONG } from '../../bench/harness/simulated-user.ts'
import { widePrior } from '../../shared/learning/prior.ts'
import { mulberry32 } from '../../shared/mulberry32.ts'

const world = syntheticWorld(3)
const taste = { axis0: 0.5, axis1: -0.5, axis2: 0 }
const near = world.write(taste, 0)
const far = world.write({ axis0: -1 }, 0)

describe('a simulated user', () => {
  test('regrets nothing at their taste, all of it at no steering, and more beyond', () => {
    const user = new SimulatedUser(world, taste, EXACT, 1)
    expect(user.regret(taste)).toBeCloseTo(0, 12)
    expect(user.regret({})).toBe(1)
    expect(user.regret({ axis0: -0.5 })).toBeGreaterThan(1)
  })

  test('who errs never takes the nearer text, whose temper is hostile the other', () => {
    expect(new SimulatedUser(world, taste, EXACT, 1).pick([far, near])).toMatchObject({ picked: 1 })
    expect(new SimulatedUser(world, taste, { ...EXACT, hostile: true }, 1).pick([far, near])).toMatchObject({
      picked: 0,
    })
    expect(new SimulatedUser(world, taste, EXACT, 1).thumb(near)).toMatchObject({ up: true })
    expect(new SimulatedUser(world, taste, EXACT, 1).thumb(far)).toMatchObject({ up: false })
  })

  test('of 20 % wrong picks is wrong so often, and takes each of the others', () => {
    const user = new SimulatedUser(world, taste, WRONG, 2)
    const counts = [0, 0, 0]
    for (let n = 0; n < 3000; n++) {
      const answer = user.pick([far, near, world.write({ axis0: -0.9 }, 0)])
      if (answer.kind === 'pick') counts[answer.picked]!++
    }
    expect(Math.abs(counts[1]! / 3000 - 0.8)).toBeLessThan(0.03)
    expect(Math.abs(counts[0]! / 3000 - 0.1)).toBeLessThan(0.02)
  })

  test('has a taste in the safe range', () => {
    for (let seed = 0; seed < 50; seed++) {
      const drawn = drawTaste(world, mulberry32(seed), { middle: { axis0: 0.9 }, deviation: 0.5 })
      expect(Object.keys(drawn)).toEqual(world.axes)
      expect(Object.values(drawn).every((value) => Math.abs(value) <= 1)).toBe(true)
    }
  })
})

describe('a session', () => {
  const session = { world, prior: widePrior(world.axes), answers: 20 }
  test.for([
    ['pairs', askPick()],
    ['four at once', askPick(4)],
    ['random pairs', askRandomPick()],
    ['thumbs', askThumb(2)],
  ] as const)('of %s is the same for the same seeds, begins at no learning and ends nearer', ([, ask]) => {
    const go = () => regrets({ ...session, ask }, new SimulatedUser(world, taste, { ...NOISY, bias: 3 }, 3), 7)
    const left = go()
    expect(left).toEqual(go())
    expect(left).toHaveLength(21)
    expect(left[0]).toBeCloseTo(1, 12)
    expect(left[20]).toBeLessThan(0.6)
  })

  test('is near once it stays so', () => {
    expect(answersUntilNear([1, 0.05, 0.3, 0.09, 0.1, 0.02, 0.01, 0.5])).toBe(3)
    expect(answersUntilNear([1, 0.5, 0.05, 0.05])).toBe(4)
    expect(answersUntilNear([0, 0, 0, 0])).toBe(0)
  })
})
