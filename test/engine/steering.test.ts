/** Steering while an answer runs: changes in order, ramps, modes, and a receipt that says what really happened. */
import { describe, expect, test } from 'vitest'
import type { WantedCondition } from '../../gpu-worker/engine/condition.ts'
import { EngineError } from '../../gpu-worker/engine/errors.ts'
import type { HookStates } from '../../gpu-worker/engine/model-runner.ts'
import { type ObservedAxis, type SteeredAxis, Steering, type SteeringChange } from '../../gpu-worker/engine/steering.ts'
import type { Direction, DirectionManifest } from '../../shared/direction.ts'
import { TOTAL_CAP, TOTAL_CAP_OVERDRIVE } from '../../shared/steering/edit.ts'
import { MAX_RANK_SLOTS } from '../../shared/steering/slot.ts'
import type { EditMode } from '../../shared/wire/steering.ts'

const NORM = 10

/** A direction along one of four coordinates, at one layer of two. */
const along = (coordinate: number, layer = 1): Direction => {
  const v = new Float32Array(4)
  v[coordinate] = 1
  const facts = { layer, residual_norm: NORM, neutral: 0.5, positive: 0.2, negative: 0.1 }
  return { manifest: { site: 'residual' } as DirectionManifest, layers: [{ ...facts, v }] }
}

const axis = (name: string, strength: number, mode: EditMode = 'add', coordinate = 0): SteeredAxis => {
  const direction = along(coordinate)
  return { axis: name, version: 1, hash: `hash of ${name}`, direction, strength, mode, condition: null }
}

const change = (axes: SteeredAxis[], rest: Partial<SteeringChange> = {}): SteeringChange => {
  return { axes, seq: null, ramp: 0, overdrive: null, ...rest }
}

/** How far along a coordinate the edit adds; 0 without an edit. */
const added = (steering: Steering, coordinate = 0) => steering.edit?.get('residual.1')?.e[coordinate] ?? 0

describe('the edit', () => {
  test('is that of the strengths', () => {
    expect(added(new Steering([axis('formal', 0.5)]))).toBeCloseTo(0.5 * 0.2 * NORM)
    expect(added(new Steering([axis('formal', -0.5)]))).toBeCloseTo(-0.5 * 0.1 * NORM)
  })

  test('is none when nothing is steered', () => {
    expect(new Steering([]).edit).toBeNull()
    expect(new Steering([axis('formal', 0)]).edit).toBeNull()
  })

  test('is the same object until something changes', () => {
    const steering = new Steering([axis('formal', 1)])
    const { edit } = steering
    steering.advance()
    expect(steering.edit).toBe(edit)
    steering.change(change([axis('formal', 0.5)]), 0)
    expect(steering.edit).not.toBe(edit)
  })

  test('of too many slots is refused before anything runs', () => {
    const axes = Array.from({ length: MAX_RANK_SLOTS + 1 }, (_, i) => axis(`axis${i}`, 0.1, 'boost'))
    expect(() => new Steering(axes)).toThrow(EngineError)
    expect(() => new Steering(axes)).toThrow(`${MAX_RANK_SLOTS} is the limit`)
  })
})

describe('a change', () => {
  test('is in force from the next edit, and leaves other axes as they are', () => {
    const steering = new Steering([axis('formal', 1), axis('warm', 1, 'add', 1)])
    expect(steering.change(change([axis('formal', -1)]), 3)).toBe(true)
    expect([added(steering, 0), added(steering, 1)]).toEqual([expect.closeTo(-1), expect.closeTo(2)])
    expect(steering.strengths).toEqual({ formal: { value: -1, mode: 'add' }, warm: { value: 1, mode: 'add' } })
    expect(steering.changes).toEqual([{ seq: 1, at_token: 3 }])
  })

  test('may bring a new axis', () => {
    const steering = new Steering([])
    steering.change(change([axis('warm', 1, 'add', 2)]), 0)
    expect(added(steering, 2)).toBeCloseTo(2)
    expect(steering.receipts()).toMatchObject([{ axis: 'warm', direction: 'hash of warm', strength: 1 }])
  })

  test('keeps the direction that an axis began with', () => {
    const steering = new Steering([axis('formal', 1, 'add', 0)])
    steering.change(change([{ ...axis('formal', 0.5, 'add', 3), hash: 'newer', version: 2 }]), 0)
    expect([added(steering, 0), added(steering, 3)]).toEqual([expect.closeTo(1), 0])
    expect(steering.receipts()).toMatchObject([{ version: 1, direction: 'hash of formal' }])
  })

  test('keeps what it moves along in the basis that an axis began in', () => {
    const along = [Float32Array.of(0, 0, 1, 0)]
    const steering = new Steering([{ ...axis('formal', 1), along }])
    expect([added(steering, 0), added(steering, 2)]).toEqual([0, expect.closeTo(2)])
    steering.change(change([axis('formal', 0.5)]), 0)
    expect([added(steering, 0), added(steering, 2)]).toEqual([0, expect.closeTo(1)])
  })

  test('to another mode takes that mode', () => {
    const steering = new Steering([axis('formal', 1)])
    steering.change(change([axis('formal', -0.5, 'neutralise')]), 0)
    const { e, slots } = steering.edit!.get('residual.1')!
    expect(slots).toMatchObject([{ a: -0.5, g: 0 }])
    expect(e[0]).toBeCloseTo(0.5 * 0.5)
  })

  test('to 0 ends the edit', () => {
    const steering = new Steering([axis('formal', 1)])
    steering.change(change([axis('formal', 0)]), 0)
    expect(steering.edit).toBeNull()
  })
})

describe('a direction whose slots the prompt chooses', () => {
  const X = Float32Array.of(1, 0, 0, 0)
  const Y = Float32Array.of(0, 1, 0, 0)
  const selective = (name: string, strength: number): SteeredAxis => {
    const plain = axis(name, strength)
    const slots = [X, Y].map((u) => ({ u, v: u, a: 1, g: 0, whenOpposed: true }))
    const direction: Direction = {
      manifest: { site: 'residual', operator: { when_opposed: true } } as DirectionManifest,
      layers: plain.direction.layers.map((layer) => ({ ...layer, operator: { positive: slots, negative: slots } })),
    }
    return { ...plain, direction }
  }
  const stateOf = (...state: number[]): HookStates => {
    const hidden = Float32Array.from([9, 9, 9, 9, ...state])
    return new Map([['residual.1', { hidden, edited: hidden }]])
  }
  const read = (steering: Steering) => steering.edit!.get('residual.1')!.slots.map(({ u }) => [...u].indexOf(1))

  test('holds them back until the prompt was read, and acts by those that lie against its state', () => {
    const steering = new Steering([selective('helpful', 1)])
    expect(read(steering)).toEqual([])
    expect(steering.takePromptHooks()).toEqual(['residual.1'])
    const states = stateOf(3, -2, 0, 0)
    steering.readPrompt(states, 1)
    expect(read(steering)).toEqual([1])
    // The step's tensors are written again.
    states.get('residual.1')!.hidden.fill(-1)
    steering.change(change([selective('helpful', -0.5)]), 1)
    expect(read(steering)).toEqual([1])
    expect(steering.edit!.get('residual.1')!.slots[0]!.a).toBeCloseTo(0.5 * 0.1)
  })

  test('may join while the prompt is still to be read, and not after', () => {
    const steering = new Steering([axis('formal', 0.5)])
    steering.change(change([selective('helpful', 1)]), 0)
    expect(steering.takePromptHooks()).toEqual(['residual.1'])
    const late = () => steering.change(change([selective('honest', 1)]), 0)
    expect(late).toThrow("'honest' depends on the prompt, which was read without it")
  })

  test('leaves what others add alone', () => {
    const steering = new Steering([selective('helpful', 1), axis('formal', 0.5)])
    expect(added(steering)).toBeCloseTo(0.5 * 0.2 * NORM)
  })
})

const READER = along(3)
/** Neutral text's projection is .5 there, the mean norm 10: a state whose fourth number is x reads (x - .5) / 10. */
const conditional = (name: string, strength: number, condition: Partial<WantedCondition> = {}): SteeredAxis => ({
  ...axis(name, strength),
  condition: {
    axis: 'medical',
    version: 4,
    direction: 'hash of medical',
    layer: null,
    threshold: 0.2,
    comparison: 'above',
    reader: READER,
    ...condition,
  },
})
const stateOf = (x: number, row = 0): HookStates => {
  const hidden = new Float32Array(4 * (row + 1))
  hidden[4 * row + 3] = x
  return new Map([['residual.1', { hidden, edited: hidden }]])
}

describe('a condition', () => {
  const factsOf = (steering: Steering) => steering.receipts()[0]!.condition!

  test('holds the axis back until the prompt was read, and after that if it does not hold', () => {
    for (const [x, fired] of [
      [2.6, true],
      [2.4, false],
    ] as const) {
      const steering = new Steering([conditional('warm', 1)])
      expect([added(steering), factsOf(steering).fired]).toEqual([0, null])
      expect(steering.takePromptHooks()).toEqual(['residual.1'])
      steering.readPrompt(stateOf(x, 2), 2)
      expect(added(steering)).toBeCloseTo(fired ? 2 : 0)
      expect(factsOf(steering)).toMatchObject({ axis: 'medical', version: 4, direction: 'hash of medical', fired })
      expect(factsOf(steering).value).toBeCloseTo((x - 0.5) / NORM, 6)
      expect(factsOf(steering)).not.toHaveProperty('reader')
    }
  })

  test('may ask for less', () => {
    const steering = new Steering([conditional('warm', 1, { comparison: 'below', threshold: -0.1 })])
    steering.readPrompt(stateOf(-2), 0)
    expect(factsOf(steering).fired).toBe(true)
  })

  test('leaves other axes alone', () => {
    const steering = new Steering([conditional('warm', 1), axis('formal', 1, 'add', 1)])
    expect([added(steering, 0), added(steering, 1)]).toEqual([0, expect.closeTo(2)])
    steering.readPrompt(stateOf(0), 0)
    expect([added(steering, 0), added(steering, 1)]).toEqual([0, expect.closeTo(2)])
    expect(steering.receipts().map(({ condition }) => condition?.fired ?? null)).toEqual([false, null])
  })

  test('counts no token for an axis that it holds back', () => {
    const steering = new Steering([conditional('warm', 1)])
    steering.readPrompt(stateOf(0), 0)
    void steering.edit
    steering.observe(stateOf(0), 0)
    expect(steering.receipts()[0]!.tokens_edited).toBe(0)
  })

  test('is decided for the whole answer: a change turns the axis, not the condition', () => {
    const steering = new Steering([conditional('warm', 0), conditional('cold', 0, { comparison: 'below' })])
    steering.takePromptHooks()
    steering.readPrompt(stateOf(5), 0)
    steering.change(change([conditional('warm', 0.5, { threshold: 99 }), conditional('cold', 1)]), 3)
    expect(added(steering)).toBeCloseTo(1)
    expect(factsOf(steering)).toMatchObject({ threshold: 0.2, fired: true })
  })

  test('cannot join once the prompt was read, but before', () => {
    const steering = new Steering([])
    steering.change(change([conditional('warm', 1)]), 0)
    expect(steering.takePromptHooks()).toEqual(['residual.1'])
    const late = () => steering.change(change([conditional('cold', 1)]), 0)
    expect(late).toThrow(EngineError)
    expect(late).toThrow("'cold' depends on the prompt, which was read without it")
    steering.readPrompt(stateOf(5), 0)
    expect(added(steering)).toBeCloseTo(2)
  })

  test('of a layer that the direction does not have is refused, with those it has', () => {
    const wrong = () => new Steering([conditional('warm', 1, { layer: 0 })])
    expect(wrong).toThrow("the direction of 'medical' has no layer 0; it has 1")
  })
})

describe('the order of changes', () => {
  test('one that is not newer than the last is ignored, whole', () => {
    const steering = new Steering([axis('formal', 0)])
    expect(steering.change(change([axis('formal', 0.5)], { seq: 5 }), 1)).toBe(true)
    for (const seq of [5, 4, 0]) {
      expect(steering.change(change([axis('formal', 1)], { seq, overdrive: true }), 2)).toBe(false)
    }
    expect([steering.seq, steering.strengths.formal!.value, steering.overdrive]).toEqual([5, 0.5, false])
    expect(steering.changes).toEqual([{ seq: 5, at_token: 1 }])
  })

  test('of what the user signalled has no number, and takes none of the client’s', () => {
    const steering = new Steering([axis('formal', 1), axis('warm', 0)])
    const signalled = (name: string, strength: number) => change([axis(name, strength)], { bySignals: true })
    expect(steering.change(signalled('formal', 0.4), 2)).toBe(true)
    expect([steering.seq, steering.strengths.formal!.value]).toEqual([null, 0.4])
    expect(steering.change(change([axis('warm', 0.6)], { seq: 1 }), 3)).toBe(true)
    expect(steering.change(signalled('formal', 0.2), 4)).toBe(true)
    expect([steering.seq, steering.strengths.formal!.value]).toEqual([1, 0.2])
    expect(steering.change(change([axis('warm', 0.8)], { seq: 2 }), 5)).toBe(true)
    expect(steering.changes).toEqual([
      { seq: 0, at_token: 2, by: 'signals' },
      { seq: 1, at_token: 3 },
      { seq: 1, at_token: 4, by: 'signals' },
      { seq: 2, at_token: 5 },
    ])
  })

  test('of what the user signalled leaves alone what the client has turned in this answer', () => {
    const steering = new Steering([axis('formal', 1), axis('warm', 1)])
    steering.change(change([axis('formal', -0.5)], { seq: 1 }), 1)
    steering.change(change([axis('formal', 0.3), axis('warm', 0.3)], { bySignals: true }), 2)
    expect([steering.strengths.formal!.value, steering.strengths.warm!.value]).toEqual([-0.5, 0.3])
  })

  test('the first may have any number, also 0; one without a number takes the next', () => {
    const steering = new Steering([])
    expect(steering.seq).toBeNull()
    expect(steering.change(change([], { seq: 0 }), 0)).toBe(true)
    expect(steering.change(change([]), 0)).toBe(true)
    expect(steering.seq).toBe(1)
    expect(steering.change(change([], { seq: 1 }), 0)).toBe(false)
    expect(steering.change(change([], { seq: 9 }), 0)).toBe(true)
    expect(steering.change(change([]), 0)).toBe(true)
    expect(steering.seq).toBe(10)
  })

  test('one that is refused leaves everything as it was', () => {
    const boosts = Array.from({ length: MAX_RANK_SLOTS }, (_, i) => axis(`axis${i}`, 0.1, 'boost'))
    const steering = new Steering(boosts)
    const { edit } = steering
    const refused = () => steering.change(change([axis('one more', 0.1, 'boost')], { seq: 7 }), 0)
    expect(refused).toThrow(EngineError)
    expect(steering.edit).toBe(edit)
    expect([steering.seq, steering.changes, steering.strengths['one more']]).toEqual([null, [], undefined])
  })
})

test('an answer has a bounded number of axes, however many changes bring them', () => {
  const many = (from: number, count: number) => Array.from({ length: count }, (_, i) => axis(`axis${from + i}`, 0.1))
  const steering = new Steering(many(0, 60))
  expect(steering.change(change(many(60, 4)), 0)).toBe(true)
  expect(() => steering.change(change(many(64, 1)), 1)).toThrow(/at most 64 axes, .*'axis64' would be one more/)
  expect(steering.receipts()).toHaveLength(64)
  // Those it has can be changed as before.
  expect(steering.change(change(many(10, 50)), 2)).toBe(true)
})

describe('a ramp', () => {
  /** The strength at each token from now on. */
  function strengthsOver(steering: Steering, tokens: number, name = 'formal') {
    return Array.from({ length: tokens }, () => {
      const { value } = steering.strengths[name]!
      void steering.edit
      steering.advance()
      return value
    })
  }

  test('goes evenly from what is to what shall be', () => {
    const steering = new Steering([axis('formal', -1)])
    steering.change(change([axis('formal', 1)], { ramp: 4 }), 0)
    expect(strengthsOver(steering, 7)).toEqual([-1, -0.5, 0, 0.5, 1, 1, 1])
  })

  test('ends exactly on the strength asked for', () => {
    const steering = new Steering([axis('formal', 0.1)])
    steering.change(change([axis('formal', 0.7)], { ramp: 3 }), 0)
    expect(strengthsOver(steering, 5).slice(3)).toEqual([0.7, 0.7])
  })

  test('of a new axis, and of one in a new mode, begins at 0', () => {
    const steering = new Steering([axis('formal', 1)])
    steering.change(change([axis('formal', 1, 'boost'), axis('warm', -1, 'add', 1)], { ramp: 2 }), 0)
    expect(steering.strengths).toEqual({ formal: { value: 0, mode: 'boost' }, warm: { value: 0, mode: 'add' } })
    steering.advance()
    expect(steering.strengths).toEqual({ formal: { value: 0.5, mode: 'boost' }, warm: { value: -0.5, mode: 'add' } })
  })

  test('gives way to a later change, from where it had got', () => {
    const steering = new Steering([axis('formal', 0)])
    steering.change(change([axis('formal', 1)], { ramp: 4 }), 0)
    steering.advance()
    steering.advance()
    steering.change(change([axis('formal', 0)], { ramp: 2 }), 2)
    expect(strengthsOver(steering, 4)).toEqual([0.5, 0.25, 0, 0])
    steering.change(change([axis('formal', 1)], { ramp: 4 }), 4)
    steering.change(change([axis('formal', -1)]), 4)
    expect(strengthsOver(steering, 2)).toEqual([-1, -1])
  })

  test('of one axis goes on while another changes', () => {
    const steering = new Steering([axis('formal', 0), axis('warm', 0, 'add', 1)])
    steering.change(change([axis('formal', 1)], { ramp: 2 }), 0)
    steering.advance()
    steering.change(change([axis('warm', 1, 'add', 1)]), 1)
    expect(strengthsOver(steering, 2)).toEqual([0.5, 1])
  })

  test('that would need too many slots on its way is refused at once, not when it gets there', () => {
    const half = MAX_RANK_SLOTS / 2 + 1
    const boosts = (from: number, strength: number) =>
      Array.from({ length: half }, (_, i) => axis(`axis${from + i}`, strength, 'boost'))
    const steering = new Steering(boosts(0, 1))
    // Each end of the ramp has half the slots, but between them both halves are in force.
    const crossing = change([...boosts(0, 0), ...boosts(half, 1)], { ramp: 4 })
    expect(() => steering.change(crossing, 0)).toThrow(EngineError)
    // At once there is nothing between.
    expect(steering.change({ ...crossing, ramp: 0 }, 0)).toBe(true)
    expect(steering.edit!.get('residual.1')!.slots).toHaveLength(half)
  })
})

describe('the cap', () => {
  const strong = (overdrive: boolean) => new Steering([axis('formal', 1), axis('warm', 1)], 'generated', overdrive)

  test('is lifted by overdrive', () => {
    expect(added(strong(false))).toBeCloseTo(TOTAL_CAP * NORM)
    expect(added(strong(true))).toBeCloseTo(TOTAL_CAP_OVERDRIVE * NORM)
  })

  test('may be lifted while it runs, and is remembered', () => {
    const steering = strong(false)
    expect(steering.capped).toBe(true)
    steering.change(change([axis('warm', 0.5)], { overdrive: true }), 0)
    expect(added(steering)).toBeCloseTo(0.3 * NORM)
    expect([steering.overdrive, steering.capped]).toEqual([true, true])
    steering.change(change([]), 0)
    expect(steering.overdrive).toBe(true)
  })

  test('comes back when overdrive is turned off, and strengths to their limit, ramps too', () => {
    const steering = new Steering([axis('formal', 1.4), axis('warm', 0.1)], 'generated', true)
    steering.change(change([axis('warm', -1.5)], { ramp: 4 }), 0)
    steering.change(change([axis('warm', 0.5)], { overdrive: false, ramp: 2 }), 1)
    expect(steering.strengths.formal!.value).toBe(1)
    steering.advance()
    steering.advance()
    expect(steering.strengths.warm!.value).toBe(0.5)
    expect(added(steering)).toBeLessThanOrEqual(TOTAL_CAP * NORM * (1 + 1e-6))
  })

  test('that never bound is not told', () => {
    const steering = new Steering([axis('formal', 1)])
    expect([added(steering), steering.capped]).toEqual([expect.closeTo(2), false])
  })
})

describe('the receipt', () => {
  /** States of two rows; coordinate 0 of the second one is told. */
  const states = (value: number) => Float32Array.of(99, 99, 99, 99, value, 99, 99, 99)

  /** One step of the engine: takes the edit, runs, and notes what happened to row 1. */
  function step(steering: Steering, before: number, after: number, during = () => {}) {
    const { edit } = steering
    during()
    const seen = { hidden: states(before), edited: states(after) }
    if (edit) steering.observe(new Map([['residual.1', seen]]), 1)
    steering.advance()
  }

  test('counts edited tokens and means their projections, relative to the norm', () => {
    const steering = new Steering([axis('formal', 1), axis('idle', 0, 'add', 1)])
    step(steering, 1, 3)
    step(steering, 3, 5)
    expect(steering.receipts()).toEqual([
      {
        axis: 'formal',
        version: 1,
        direction: 'hash of formal',
        mode: 'add',
        strength: 1,
        layers: [1],
        tokens_edited: 2,
        projection_before: expect.closeTo(0.2),
        projection_after: expect.closeTo(0.4),
        lean: null,
        condition: null,
      },
      expect.objectContaining({ axis: 'idle', tokens_edited: 0, projection_before: null, projection_after: null }),
    ])
  })

  test('goes on counting over changes', () => {
    const steering = new Steering([axis('formal', 1)])
    step(steering, 0, 2)
    steering.change(change([axis('formal', 0)]), 1)
    step(steering, 0, 0)
    steering.change(change([axis('formal', -1, 'neutralise')]), 2)
    step(steering, 0, 1)
    expect(steering.receipts()).toMatchObject([{ tokens_edited: 2, strength: -1, mode: 'neutralise' }])
  })

  test('a change in the middle of a step does not touch what that step is said to have done', () => {
    const steering = new Steering([axis('formal', 1), axis('warm', 0, 'add', 1)])
    const swap = change([axis('formal', 0), axis('warm', 1, 'add', 1)])
    step(steering, 0, 2, () => void steering.change(swap, 0))
    expect(steering.receipts()).toMatchObject([{ tokens_edited: 1 }, { tokens_edited: 0 }])
    step(steering, 0, 2)
    expect(steering.receipts()).toMatchObject([{ tokens_edited: 1 }, { tokens_edited: 1 }])
  })

  test('an axis that comes in the middle of a step is edited from the next', () => {
    const steering = new Steering([axis('formal', 1)])
    step(steering, 0, 2, () => void steering.change(change([axis('warm', 1, 'add', 1)]), 0))
    expect(steering.receipts()).toMatchObject([{ tokens_edited: 1 }, { tokens_edited: 0 }])
  })
})

describe('where the text stands', () => {
  const observed = (name: string, coordinate = 1): ObservedAxis => {
    const { version, hash, direction } = axis(name, 0, 'add', coordinate)
    return { axis: name, version, hash, direction }
  }
  /** One generated token, whose state after all edits is this. */
  function token(steering: Steering, state: readonly number[], during = () => {}) {
    const { edit } = steering
    during()
    const states = Float32Array.from(state)
    const seen: HookStates = new Map([['residual.1', { hidden: states, edited: states }]])
    if (edit) steering.observe(seen, 0)
    steering.read(seen, 0)
    steering.advance()
  }
  /** Neutral text has .5; strength 1 adds 2, and -1 takes 1. */
  const at = (formal: number, warm = 0) => [0.5 + (formal < 0 ? 1 : 2) * formal, 0.5 + (warm < 0 ? 1 : 2) * warm, 0, 0]
  const positions = (steering: Steering) =>
    Object.fromEntries(steering.positions.map(({ axis, strength, lean, tokens }) => [axis, { strength, lean, tokens }]))

  test('is read of axes that steer, and of those observed, which make no edit', () => {
    const steering = new Steering([axis('formal', 0.5)], 'generated', false, [observed('warm')])
    expect(steering.edit?.get('residual.1')?.e[1]).toBe(0)
    token(steering, at(1, -0.25))
    token(steering, at(0.5, -0.75))
    expect(positions(steering)).toEqual({
      formal: { strength: 0.5, lean: expect.closeTo(0.75), tokens: 2 },
      warm: { strength: 0, lean: expect.closeTo(-0.5), tokens: 2 },
    })
    expect(steering.receipts()).toMatchObject([{ axis: 'formal', lean: expect.closeTo(0.75), tokens_edited: 2 }])
    expect(steering.observedReceipts()).toEqual([
      { axis: 'warm', version: 1, direction: 'hash of warm', lean: expect.closeTo(-0.5), tokens: 2 },
    ])
  })

  test('is at no strength where the axis boosts or neutralises, which moves a text to no place by itself', () => {
    const steering = new Steering([axis('formal', -1, 'neutralise'), axis('warm', 1, 'boost')])
    token(steering, at(0.5, 0.5))
    expect(positions(steering)).toMatchObject({
      formal: { strength: 0, lean: expect.any(Number), tokens: 1 },
      warm: { strength: 0, lean: expect.any(Number), tokens: 1 },
    })
  })

  test('alone observed axes make no edit at all, and name what is to be read', () => {
    const steering = new Steering([], 'generated', false, [observed('warm')])
    expect([steering.edit, steering.hooks]).toEqual([null, ['residual.1']])
    expect(new Steering([]).hooks).toEqual([])
  })

  test('nothing is told of what was not read', () => {
    const steering = new Steering([axis('formal', 1)], 'generated', false, [observed('warm')])
    expect(steering.positions).toEqual([])
    expect(steering.receipts()).toMatchObject([{ lean: null }])
    expect(steering.observedReceipts()).toMatchObject([{ lean: null, tokens: 0 }])
  })

  test('an axis that steers is not observed beside', () => {
    const steering = new Steering([axis('warm', 1, 'add', 1)], 'generated', false, [observed('warm')])
    expect([steering.receipts().length, steering.observedReceipts()]).toEqual([1, []])
  })

  test('strengths are meaned with their signs, over all that was read', () => {
    const steering = new Steering([axis('formal', 1)])
    token(steering, at(1))
    steering.change(change([axis('formal', 0)]), 1)
    token(steering, at(0))
    steering.change(change([axis('formal', -1)]), 2)
    token(steering, at(-1))
    token(steering, at(-1))
    expect(positions(steering).formal).toEqual({ strength: -0.25, lean: expect.any(Number), tokens: 4 })
  })

  test('an axis whose condition did not hold stood there with strength 0', () => {
    const steering = new Steering([conditional('warm', 1)])
    steering.readPrompt(stateOf(0), 0)
    token(steering, at(0.25, 0))
    expect(steering.receipts()).toMatchObject([{ tokens_edited: 0, condition: { fired: false } }])
    expect(steering.positions).toMatchObject([{ strength: 0, lean: expect.any(Number), tokens: 1 }])
  })

  test('a live change makes an observed axis steer, and its reading goes on', () => {
    const steering = new Steering([], 'generated', false, [observed('warm')])
    token(steering, at(0, 0))
    expect(steering.change(change([axis('warm', 1, 'add', 1)]), 1)).toBe(true)
    token(steering, at(0, 1))
    expect(steering.observedReceipts()).toEqual([])
    expect(steering.receipts()).toMatchObject([
      { axis: 'warm', strength: 1, tokens_edited: 1, lean: expect.closeTo(0.5) },
    ])
    expect(positions(steering).warm).toMatchObject({ strength: 0.5, tokens: 2 })
  })

  test('by another direction than it was observed by, it begins anew', () => {
    const steering = new Steering([], 'generated', false, [observed('warm')])
    token(steering, at(0, 0))
    steering.change(change([{ ...axis('warm', 1, 'add', 1), version: 2, hash: 'another' }]), 1)
    token(steering, at(0, 1))
    expect(steering.positions).toMatchObject([{ version: 2, strength: 1, tokens: 1, lean: expect.closeTo(1) }])
  })

  test('one that depends on the prompt cannot begin to steer though it was observed', () => {
    const steering = new Steering([], 'generated', false, [observed('warm')])
    steering.takePromptHooks()
    expect(() => steering.change(change([conditional('warm', 1)]), 1)).toThrow('name it, with strength 0')
    expect(steering.observedReceipts()).toHaveLength(1)
  })

  test('a change in the middle of a step does not touch where that step is said to have stood', () => {
    const steering = new Steering([axis('formal', 1)], 'generated', false, [observed('warm')])
    const swap = change([axis('formal', 0), axis('warm', 1, 'add', 1)])
    token(steering, at(1, 0), () => void steering.change(swap, 0))
    expect(positions(steering)).toMatchObject({ formal: { strength: 1 }, warm: { strength: 0 } })
  })

  test('an axis that comes in the middle of a step, on a graph without its hooks, is read from the next', () => {
    const steering = new Steering([axis('formal', 1)])
    const late = { ...axis('late', 1), direction: along(0, 0) }
    token(steering, at(1), () => void steering.change(change([late]), 0))
    expect(positions(steering)).toMatchObject({ formal: { tokens: 1 } })
    expect(positions(steering).late).toBeUndefined()
  })

  test('turning off by name touches what steers, and nothing else', () => {
    const steering = new Steering([axis('formal', 1)], 'generated', false, [observed('warm')])
    const off = ['formal', 'warm', 'unknown'].map((name) => ({ axis: name, mode: 'add' as const }))
    expect(steering.change(change([], { off }), 0)).toBe(true)
    expect(steering.receipts()).toMatchObject([{ axis: 'formal', strength: 0 }])
    expect(steering.observedReceipts()).toMatchObject([{ axis: 'warm' }])
  })
})
