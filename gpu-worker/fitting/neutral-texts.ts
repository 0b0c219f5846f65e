/**
 * Plain answers in no particular style. A context shift reads each of them under either pole's prompt: what differs
 * in the hidden states is then the prompt's doing alone.
 */
export type NeutralText = { query: string; answer: string }

export const NEUTRAL_TEXTS: readonly NeutralText[] = [
  {
    query: 'What is bread made of?',
    answer:
      'Bread is made of flour, water, salt and usually yeast. The dough rests, rises and is then baked in an oven.',
  },
  {
    query: 'How far away is the sun?',
    answer:
      'The sun is about 150 million kilometres from the earth. Its light needs a little over eight minutes to reach us.',
  },
  {
    query: 'What does a postman do?',
    answer:
      'A postman brings letters and parcels to homes and offices. The route is often the same from one day to the next.',
  },
  {
    query: 'How do I water a cactus?',
    answer:
      'A cactus needs water about every two weeks in summer and less in winter. The soil should dry out in between.',
  },
  {
    query: 'What is in a first aid kit?',
    answer:
      'A first aid kit holds plasters, bandages, scissors, gloves and something to clean wounds. It is kept where people can find it.',
  },
  {
    query: 'Where do rivers come from?',
    answer:
      'Rivers begin at springs, lakes or melting snow. Smaller streams join them on the way, and most of them end in the sea.',
  },
  {
    query: 'How is paper made?',
    answer:
      'Paper is made from wood fibres. They are mixed with water, spread on a screen, pressed and dried into sheets.',
  },
  {
    query: 'What is a bus stop?',
    answer:
      'A bus stop is a place where buses halt so that people can get on and off. A sign shows the lines and the times.',
  },
  {
    query: 'How do I read a map?',
    answer:
      'First find north and the scale. Then look for roads or rivers near you and compare them with what is drawn.',
  },
  {
    query: 'What do cows eat?',
    answer: 'Cows eat grass, hay and some grain. They chew their food twice, and their stomach has four parts.',
  },
  {
    query: 'Why do we have time zones?',
    answer:
      'The earth turns once a day, so noon comes at different moments in different places. Time zones keep local clocks near the sun.',
  },
  {
    query: 'How do I change a light bulb?',
    answer:
      'Switch off the light and let the bulb cool. Unscrew it, put in a new one of the same type and switch it on.',
  },
]
