import { z } from 'zod'
import { listOf, textOf } from '../../shared/wire/bounds.ts'
import { OWN_ISSUER } from '../auth/user-token.ts'
import { publicUrlProblem } from '../http/public-url.ts'
import { unixSeconds } from './list.ts'

const MOST_KEYS = 16

const publicUrl = textOf(1, 512).superRefine((text, { addIssue }) => {
  const problem = publicUrlProblem(text)
  if (problem) addIssue({ code: 'custom', message: problem })
})

/** Of a secret key, or of a pair that is not its public half alone. */
const SECRET_MEMBERS = ['d', 'k', 'p', 'q', 'dp', 'dq', 'qi', 'oth']

const publicKey = z
  .looseObject({ kty: z.enum(['EC', 'OKP', 'RSA'], 'a public key of type EC, OKP or RSA is expected') })
  .refine(
    (key) => !SECRET_MEMBERS.some((name) => Object.hasOwn(key, name)),
    'a public key is expected, not a secret one',
  )

const keySet = z.strictObject({ keys: listOf(publicKey, 1, MOST_KEYS) })

export const newIssuer = z
  .strictObject({
    issuer: textOf(1, 512)
      .refine((name) => name !== OWN_ISSUER, `'${OWN_ISSUER}' is this server's own name`)
      .meta({ description: 'As the claim `iss` of its tokens has it.', example: 'https://login.example.com' }),
    jwks_url: publicUrl.optional().meta({ description: 'Where its public keys are (JWKS), by https.' }),
    jwks: keySet.optional().meta({ description: 'Or these keys themselves.' }),
    audience: textOf(1, 512).optional().meta({
      description: "What the claim `aud` must name; unsaid, the project's id, which then also says whose token it is.",
    }),
    user_claim: textOf(1, 64).default('sub').meta({ description: 'The claim that names the user.' }),
  })
  .refine(
    ({ jwks, jwks_url }) => (jwks === undefined) !== (jwks_url === undefined),
    'give jwks_url or jwks, one of them',
  )
  .meta({ id: 'NewIssuer' })
export type NewIssuer = z.infer<typeof newIssuer>

export const issuer = z
  .object({
    object: z.literal('issuer'),
    id: z.string(),
    issuer: z.string(),
    jwks_url: z.string().nullable(),
    jwks: z.object({ keys: z.array(z.looseObject({ kty: z.string() })) }).nullable(),
    audience: z.string(),
    user_claim: z.string(),
    created: unixSeconds,
  })
  .meta({ id: 'Issuer' })
export type Issuer = z.infer<typeof issuer>
