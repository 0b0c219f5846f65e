/**
 * What a model reads to show which of its channels grow large (smoothing.ts): a little of everything that users write and
 * models answer. Written for this project; nothing here is also in the tests' or benchmarks' texts.
 */
export const PLAIN_TEXTS: readonly string[] = [
  `The ferry left the harbour an hour late. By then the fog had lifted, and the passengers who had been waiting on the
quay since six in the morning stood along the railing with their collars up, watching the cranes shrink. A boy of nine or
ten was counting gulls aloud. His grandmother, who had made the crossing every summer since the war, did not look up from
her knitting until the engine changed its note; then she said, to nobody in particular, that they would have rain before
noon. She was right by twenty minutes.`,
  `Glaciers form where more snow falls in winter than melts in summer. Over decades the lower layers are pressed into
ice, which behaves like a very slow liquid: under its own weight it flows downhill, a few centimetres to several metres a
day. On its way it carries rock of every size, from flour to boulders as large as houses, and grinds the ground beneath.
Valleys shaped by rivers look like a V in cross-section; those shaped by ice look like a U. About 10 % of the land surface
of the Earth is covered by glaciers today; 20,000 years ago it was nearly 30 %.`,
  `def merge(left: list[int], right: list[int]) -> list[int]:
    """Merges two sorted lists."""
    result, i, j = [], 0, 0
    while i < len(left) and j < len(right):
        if left[i] <= right[j]:
            result.append(left[i]); i += 1
        else:
            result.append(right[j]); j += 1
    return result + left[i:] + right[j:]

assert merge([1, 4, 9], [2, 3, 10]) == [1, 2, 3, 4, 9, 10]`,
  `Quarterly report, region North
| month | orders | returned | revenue |
|-------|-------:|---------:|--------:|
| April | 1,204 | 31 | $48,310.50 |
| May | 1,377 | 44 | $52,918.00 |
| June | 998 | 19 | $40,002.75 |

Returns stayed below 3.2 %. In June the warehouse was closed for eight days; without that, the quarter would have been
the best since 2019.`,
  `Le marché ouvre à sept heures. Ma sœur achète des tomates, du fromage et deux baguettes, puis nous prenons un café au
coin de la rue. Am Nachmittag wollen wir mit dem Fahrrad an den See fahren, falls es nicht regnet. ¿Y mañana? Mañana
trabajo todo el día, pero por la noche podemos ir al cine. 明日は雨が降るそうです。Завтра обещают снег.`,
  `{"name": "lamp-7", "on": true, "colour": [255, 180, 90], "schedule": [{"at": "06:45", "level": 0.4}, {"at": "22:30",
"level": 0}], "note": null}

To reset the device, hold both buttons for five seconds until the light blinks twice. If it does not, unplug it, wait,
and try again. WARNING: do not open the case. See https://example.org/manual#reset for pictures!!!`,
]

export const CHATS: readonly { user: string; assistant: string }[] = [
  {
    user: 'My bread always comes out flat. What am I doing wrong?',
    assistant:
      'Most often it is one of three things. First, the yeast may be old or the water too hot: above 50 °C it dies. ' +
      'Second, the dough may not have rested long enough; it should double in size, which takes one to two hours. ' +
      'Third, it may have rested too long and collapsed. Try fresh yeast, lukewarm water and a timer, and tell me how it goes.',
  },
  {
    user: 'Write two lines about a train at night.',
    assistant: 'A string of yellow windows sews the dark,\nand every face inside it dreams of home.',
  },
  {
    user: 'what is 17 * 23? explain short',
    assistant: '17 × 23 = 391.\n\n1. 17 × 20 = 340\n2. 17 × 3 = 51\n3. 340 + 51 = 391',
  },
  {
    user: 'I had a terrible day at work and my boss shouted at me in front of everyone.',
    assistant:
      "I'm so sorry, that sounds humiliating. Nobody deserves to be treated like that, whatever went wrong. Would it help " +
      'to talk through what happened, or would you rather think about how to answer tomorrow?',
  },
  {
    user: 'List the planets that have rings, with one fact about each.',
    assistant:
      '- **Jupiter**: its faint rings are made of dust from small moons.\n- **Saturn**: its rings are mostly water ice.\n' +
      '- **Uranus**: its rings were found in 1977, when they covered a star.\n- **Neptune**: its outer ring has bright arcs.',
  },
]
