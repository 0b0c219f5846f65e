/** The types of the API. Written by `npm run client`; whatever is changed here is lost. */
export interface paths {
    "/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** See whether answers can be made, and which workers make them */
        get: operations["getHealth"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/axes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the axes, by id */
        get: operations["listAxes"];
        put?: never;
        /** Describe a new axis in words */
        post: operations["createAxis"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/axes/{axis}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** See one axis */
        get: operations["getAxis"];
        put?: never;
        post?: never;
        /** Delete an axis, its directions and its place in every profile */
        delete: operations["deleteAxis"];
        options?: never;
        head?: never;
        /**
         * Change an axis's words or condition
         * @description Directions made before stay as they are: words matter to the next fit. A condition is in force at once.
         */
        patch: operations["updateAxis"];
        trace?: never;
    };
    "/v1/axes/{axis}/activate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Steer by another version, or by none */
        post: operations["activateAxis"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/axes/{axis}/directions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List an axis's directions, newest first */
        get: operations["listAxisDirections"];
        put?: never;
        /**
         * Upload a direction as the next version
         * @description A direction's file, or a control vector of llama.cpp or repeng (GGUF), which a worker converts: strength 1 adds the file's vector, strength -1 its opposite. Nobody has tested what such a vector does, so its direction is unverified and `auto` does not activate it. The same bytes again are the same version (200).
         */
        post: operations["createAxisDirection"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/axes/{axis}/directions/{version}/file": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Download a direction's file */
        get: operations["getAxisDirectionFile"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/chat/completions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Answer a chat, the way the user likes
         * @description OpenAI's chat completions. `user` names whose profile steers the answer; `steering` is merged over it, axis by axis. With `stream: true` the answer comes as server-sent events. `response_format` and `tools` give the answer a structure, which it cannot but have. Fields that are not known, or that ask for what cannot be done, are refused; those of OpenAI that change no answer here are taken. An answer that is neither streamed nor given a short `deadline_ms` begins with status 200 and white space while it is made. Should it fail after that, its body is the error, `error.status` the status that it would have had, and the connection is cut off, so that no client takes it for an answer.
         */
        post: operations["createChatCompletion"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/default-profile": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** See the default profile */
        get: operations["getDefaultProfile"];
        /** Replace the default profile */
        put: operations["replaceDefaultProfile"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/fits": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List fits, newest first */
        get: operations["listFits"];
        put?: never;
        /**
         * Fit a direction
         * @description Runs in the background; GET /v1/fits/{id} shows how far it is. Workers take fits by turns, project by project; one that waits says in `queue` and `message` where it stands and what runs before it. As soon as `direction` is set, it is a version of the axis and can be activated; the full report follows, as `evaluation.report`, and an automatic activation comes after it. A fit without anchors makes an unverified direction. To verify it, pick: show the two answers of each of its `choices`, ask which is nearer to the positive pole, and fit again with what was picked as `anchors` ({prompt, chosen, rejected}; eight are a minute of work).
         */
        post: operations["createFit"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/fits/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** See how far a fit is */
        get: operations["getFit"];
        put?: never;
        post?: never;
        /**
         * Cancel a fit
         * @description A fit that has ended stays as it is. One whose direction can be used already only loses its report: it is done, the direction stays, and is not activated by itself. A preview is a fit of its own.
         */
        delete: operations["deleteFit"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/generations/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** See a running or finished generation and its receipt */
        get: operations["getGeneration"];
        put?: never;
        post?: never;
        /** Cancel a generation */
        delete: operations["deleteGeneration"];
        options?: never;
        head?: never;
        /**
         * Change the strengths of a running generation
         * @description In force from the next token. Axes not named stay as they are; strength 0 turns an axis off.
         */
        patch: operations["updateGeneration"];
        trace?: never;
    };
    "/v1/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the keys, newest first, revoked ones too */
        get: operations["listKeys"];
        put?: never;
        /**
         * Make a key
         * @description With scopes of the key that makes it, no others.
         */
        post: operations["createKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/keys/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Revoke a key
         * @description From the next request on. Only a key with all scopes of the revoked one can.
         */
        delete: operations["deleteKey"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/models": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the models that are served */
        get: operations["listModels"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/models/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** See one model */
        get: operations["getModel"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/profiles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the profiles that are stored, by user */
        get: operations["listProfiles"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/profiles/{user}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * See a user's profile
         * @description A user never seen is shown the default profile, with `stored: false`.
         */
        get: operations["getProfile"];
        /** Replace a user's profile */
        put: operations["replaceProfile"];
        post?: never;
        /** Forget a user's profile */
        delete: operations["deleteProfile"];
        options?: never;
        head?: never;
        /**
         * Change some axes of a user's profile
         * @description Axes not named stay as they are. A user seen for the first time starts from the default profile.
         */
        patch: operations["updateProfile"];
        trace?: never;
    };
    "/v1/project": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** See the project that the key belongs to */
        get: operations["getProject"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change the project: its name, its default edits, its basis, its origins
         * @description In force from the next request on; running answers keep the basis and the strengths that they began with.
         */
        patch: operations["updateProject"];
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        Activation: {
            /**
             * @description The version to steer by from now on; an older one rolls back, null steers by none.
             * @example 2
             */
            version: number | null;
        };
        AppliedStrength: {
            /**
             * @description add: move towards a pole. boost: amplify how far the text already leans. neutralise: pull it back to neutral.
             * @enum {string}
             */
            mode: "add" | "boost" | "neutralise";
            value: number;
        };
        Axis: {
            /** @description The direction in force; null: the axis cannot be steered yet. */
            active: {
                /**
                 * @description Other axes whose active directions are more alike than |cosine| 0.5 where both act, the most alike first: moving one moves the other, and opposed moves cancel. The project's basis 'orthogonal' keeps them apart.
                 * @example [
                 *       {
                 *         "axis": "simple",
                 *         "cosine": -0.61
                 *       }
                 *     ]
                 */
                correlated: {
                    /**
                     * @description The id of an axis; +1 is its first pole.
                     * @example formal
                     */
                    axis: string;
                    cosine: number;
                }[];
                evaluation: components["schemas"]["Evaluation"] | null;
                hash: string;
                verified: boolean;
                version: number;
            } | null;
            /** @description When it acts; null: in every answer. */
            condition: components["schemas"]["Condition"] | null;
            /**
             * @description Unix time in seconds.
             * @example 1782000000
             */
            created: number;
            /**
             * @description The id of an axis; +1 is its first pole.
             * @example formal
             */
            id: string;
            negative: {
                description: string;
                name: string;
            };
            /** @enum {string} */
            object: "axis";
            positive: {
                description: string;
                name: string;
            };
            /** @description How many directions have been made. */
            versions: number;
        };
        AxisChange: {
            /** @description null: the axis acts in every answer. */
            condition?: components["schemas"]["Condition"] | null;
            negative?: components["schemas"]["PoleChange"];
            positive?: components["schemas"]["PoleChange"];
        };
        Characteristics: {
            negative: string[];
            positive: string[];
        };
        ChatCompletion: {
            /** @description The receipt of the first choice. */
            attune: components["schemas"]["Receipt"];
            choices: {
                /** @description The receipt of this choice. */
                attune: components["schemas"]["Receipt"];
                /** @enum {string} */
                finish_reason: "stop" | "length" | "tool_calls";
                index: number;
                logprobs: components["schemas"]["Logprobs"] | null;
                message: {
                    /** @description null where there are calls and no text. */
                    content: string | null;
                    refusal: null;
                    /** @enum {string} */
                    role: "assistant";
                    tool_calls?: components["schemas"]["ToolCall"][];
                };
            }[];
            created: number;
            id: string;
            model: string;
            /** @enum {string} */
            object: "chat.completion";
            usage: components["schemas"]["Usage"];
        };
        /** @description One `data:` line. Each choice's last one carries finish_reason and its receipt. If usage was asked for, one with it and without choices follows. Then `data: [DONE]`. */
        ChatCompletionChunk: {
            attune?: components["schemas"]["Receipt"];
            /** @description One; none in the event that has usage. */
            choices: {
                delta: {
                    content?: string | null;
                    refusal?: null;
                    /** @enum {string} */
                    role?: "assistant";
                    tool_calls?: {
                        function: {
                            arguments?: string;
                            name?: string;
                        };
                        id?: string;
                        index: number;
                        /** @enum {string} */
                        type?: "function";
                    }[];
                };
                /** @enum {string|null} */
                finish_reason: "stop" | "length" | "tool_calls" | null;
                index: number;
                logprobs: components["schemas"]["Logprobs"] | null;
            }[];
            created: number;
            id: string;
            model: string;
            /** @enum {string} */
            object: "chat.completion.chunk";
            /** @description With `stream_options: {include_usage: true}` only: null in all events but the last. */
            usage?: components["schemas"]["Usage"] | null;
        };
        ChatCompletionRequest: {
            audio?: null;
            /** @description Milliseconds after which the answer fails with `deadline_exceeded` if it is not complete. One that is not streamed fails with status 504 if the deadline is at most 2000, because nothing is sent before it is complete; with a longer one, as answers without a deadline do. */
            deadline_ms?: number | null;
            frequency_penalty?: number | null;
            /** @enum {string|null} */
            function_call?: "none" | "auto" | null;
            functions?: [
            ] | null;
            /** @description Other servers' way to ask for a schema. */
            guided_json?: {
                [key: string]: unknown;
            } | string | null;
            logit_bias?: {
                [key: string]: number;
            } | null;
            logprobs?: boolean | null;
            max_completion_tokens?: number | null;
            max_tokens?: number | null;
            messages: {
                annotations?: unknown;
                audio?: null;
                cache_control?: unknown;
                /** @description May be missing beside tool_calls or a refusal only. */
                content?: string | ({
                    cache_control?: unknown;
                    prompt_cache_breakpoint?: unknown;
                    text: string;
                    /** @enum {string} */
                    type: "text";
                } | {
                    refusal: string;
                    /** @enum {string} */
                    type: "refusal";
                })[] | null;
                function_call?: null;
                /** @description Who speaks, for chat templates that show it. */
                name?: string | null;
                parsed?: unknown;
                provider_specific_fields?: unknown;
                reasoning?: unknown;
                reasoning_content?: unknown;
                /** @description What the assistant said instead of its content. */
                refusal?: string | null;
                /** @enum {string} */
                role: "system" | "user" | "assistant" | "developer" | "tool";
                /** @description Which call a tool's message answers. */
                tool_call_id?: string | null;
                /** @description What the assistant called; the tools' messages answer. Taken as it is, with arguments that were cut as well. */
                tool_calls?: components["schemas"]["ToolCall"][] | null;
            }[];
            /** @description Taken, without effect. */
            metadata?: unknown;
            min_p?: number | null;
            modalities?: [
                "text"
            ] | null;
            /** @example smollm2-135m-instruct */
            model: string;
            moderation?: null;
            n?: number | null;
            /** @description false: at most one call. Not all models can more. */
            parallel_tool_calls?: boolean | null;
            /** @description Taken, without effect. */
            prediction?: unknown;
            presence_penalty?: number | null;
            /** @description Taken, without effect. */
            prompt_cache_key?: unknown;
            /** @description Taken, without effect. */
            prompt_cache_options?: unknown;
            /** @description Taken, without effect. */
            prompt_cache_retention?: unknown;
            /** @enum {string|null} */
            reasoning_effort?: "none" | null;
            repetition_penalty?: number | null;
            /** @description The form of the answer. It cannot but have it, unless max_tokens or a stop string ends it before. */
            response_format?: {
                /** @enum {string} */
                type: "text";
            } | {
                /** @description Other servers' way to ask for a schema. */
                schema?: {
                    [key: string]: unknown;
                };
                /** @enum {string} */
                type: "json_object";
            } | {
                json_schema: {
                    description?: string | null;
                    name: string;
                    /** @description JSON Schema, draft 2020-12. What cannot be enforced is refused. */
                    schema: {
                        [key: string]: unknown;
                    };
                    /** @description Schemas are always enforced. With strict: true, one that is looser than strict ones may be is refused: every object must require all of its properties and have additionalProperties: false. */
                    strict?: boolean | null;
                };
                /** @enum {string} */
                type: "json_schema";
            } | null;
            /** @description Taken, without effect. */
            safety_identifier?: unknown;
            /** @description A whole number of at most 64 bits. */
            seed?: number | null;
            /** @description Taken, without effect. */
            service_tier?: unknown;
            steering?: components["schemas"]["Steering"] | null;
            /** @description Strings that end the text before them. Calls are not cut; empty ones are left out. */
            stop?: string | string[] | null;
            /** @description Taken, without effect. */
            store?: unknown;
            stream?: boolean | null;
            stream_options?: {
                /** @description Events are never padded. */
                include_obfuscation?: boolean | null;
                /** @description true: the stream ends with an event of no choices that has `usage`. */
                include_usage?: boolean | null;
            } | null;
            /** @description Other servers' way to ask for a schema. */
            structured_outputs?: {
                json: {
                    [key: string]: unknown;
                } | string;
            } | null;
            temperature?: number | null;
            /** @description auto: the model may call tools. required: it calls at least one. A function: it calls that one, once. none: no calls. allowed_tools: as its mode says, with those tools alone. */
            tool_choice?: ("none" | "auto" | "required") | components["schemas"]["NamedTool"] | {
                allowed_tools: {
                    /** @enum {string} */
                    mode: "auto" | "required";
                    tools: components["schemas"]["NamedTool"][];
                };
                /** @enum {string} */
                type: "allowed_tools";
            } | null;
            tools?: {
                cache_control?: unknown;
                function: {
                    description?: string | null;
                    name: string;
                    /** @description The schema of its arguments; without one it takes none. */
                    parameters?: {
                        [key: string]: unknown;
                    } | null;
                    /** @description true: arguments always fit `parameters`. Otherwise they do where a call is asked for (tool_choice), and are any JSON object where the model chooses to call. */
                    strict?: boolean | null;
                };
                /** @enum {string} */
                type: "function";
            }[] | null;
            /** @description 0 or -1: off. */
            top_k?: number | null;
            top_logprobs?: number | null;
            /** @description 0: the likeliest token alone. */
            top_p?: number | null;
            /** @description Whose profile steers the answer. */
            user?: string | null;
            /** @enum {string|null} */
            verbosity?: "medium" | null;
            web_search_options?: null;
        };
        Comparison: {
            /** @description steered - prompt, resampled together. */
            ahead: components["schemas"]["Effect"];
            /**
             * @description All of the curve is less fluent ('plain': read at 0) or more fluent ('end': read at its end).
             * @enum {string|null}
             */
            clamped: "plain" | "end" | null;
            /** @description The prompted texts' own, where the steered curve is read. */
            perplexity: number;
            prompt: components["schemas"]["Effect"];
            steered: components["schemas"]["Effect"];
            /** @description Where on the steered curve that is. */
            strength: number;
        };
        /** @description The axis acts only in answers to prompts that fulfil this. */
        Condition: {
            /**
             * @description The axis whose active direction reads the prompt.
             * @example medical
             */
            axis: string;
            /**
             * @default above
             * @enum {string}
             */
            comparison?: "above" | "below";
            /**
             * @description The layer that is read, one that the active direction has; null: all layers of that direction, averaged. While the active direction lacks it, profiles that hold the axis are applied without it, and requests that ask for it are refused.
             * @default null
             */
            layer?: number | null;
            /**
             * @description What the reading is compared with: the projection of the last prompt token's state on the direction, less neutral text's, relative to the layer's mean residual norm. Receipts show it as condition.value.
             * @example 0.1
             */
            threshold: number;
        };
        Direction: {
            active: boolean;
            axis: string;
            bytes: number;
            /**
             * @description Unix time in seconds.
             * @example 1782000000
             */
            created: number;
            evaluation: components["schemas"]["Evaluation"] | null;
            /** @description SHA-256 of the file. */
            hash: string;
            manifest: {
                /**
                 * @description The id of an axis; +1 is its first pole.
                 * @example formal
                 */
                axis: string;
                /** @enum {number} */
                format: 1;
                layers: {
                    layer: number;
                    negative: number;
                    neutral: number;
                    positive: number;
                    residual_norm: number;
                }[];
                made_by: {
                    attune: string;
                    weight_form: string;
                };
                method: ("mean-difference" | "pca-difference" | "logistic" | "ccs" | "alignez-v1-orthogonal" | "alignez-v1" | "alignez-v2" | "hybrid") | "imported";
                model: {
                    architecture: string;
                    hash: string;
                    hidden_size: number;
                    layers: number;
                    name: string;
                };
                operator?: {
                    when_opposed: boolean;
                };
                pairs: number;
                poles: {
                    negative: string;
                    positive: string;
                };
                prompts?: {
                    negative: string;
                    positive: string;
                };
                seed: number;
                /** @enum {string} */
                site: "residual" | "attention" | "mlp";
                source: ("self-generated" | "given" | "texts" | "context-shift") | "imported";
                verified: boolean;
            };
            /** @description The model it was fitted for. */
            model_hash: string;
            /** @enum {string} */
            object: "direction";
            /** @description Whether it passed its evaluation; null: none was made. */
            passed: boolean | null;
            /** @description Made to be tried while the fit that was asked for still runs. */
            preview: boolean;
            /** @description Whether labelled pairs oriented and gated it. */
            verified: boolean;
            version: number;
        };
        Effect: {
            /** @description By a classifier on the unsteered model's hidden states, in sd's. */
            classifier: components["schemas"]["Estimate"] | null;
            /** @description By plain text features that fit the axis: their mean, in sd's. */
            features: components["schemas"]["Estimate"] | null;
        };
        Error: {
            /** @description OpenAI’s error shape. param names what was wrong, as a path into the request. */
            error: {
                code: string | null;
                message: string;
                param: string | null;
                type: string;
            } & {
                [key: string]: unknown;
            };
        };
        Estimate: {
            high: number;
            low: number;
            value: number;
        };
        Evaluation: {
            fluency: {
                negative: number;
                /** @description Perplexity of sampled plain text under the unsteered model. */
                plain: number;
                positive: number;
            };
            /**
             * @description Odd part of the held-out margin at each layer tried, at one size, nats a token.
             * @default []
             */
            layers?: {
                layer: number;
                odd: number;
            }[];
            margin: {
                /** @description The same pairs with signs drawn at random, same size. */
                control: {
                    negative: number;
                    positive: number;
                }[];
                /** @description The same at strength -1 (a working direction has it below 0). */
                negative: number;
                /** @description (f(+1) - f(-1)) / 2: damage cancels. */
                odd: number;
                /** @enum {string} */
                on: "anchors" | "held-out";
                pairs: number;
                /** @description Change of the held-out margin at strength +1, nats a token. */
                positive: number;
            };
            /** @default null */
            pairs?: {
                dropped: {
                    count: number;
                    reason: string;
                }[];
                kept: number;
                made: number;
            } | null;
            passed: boolean;
            /** @description Why it did not pass, or what to know. */
            reasons: string[];
            /**
             * @description The full evaluation; null until it is there.
             * @default null
             */
            report?: components["schemas"]["Report"] | null;
            verified: boolean;
        };
        Fit: {
            /**
             * @description What was asked for: whether it may become active by itself.
             * @enum {string}
             */
            activate: "auto" | "never";
            activated: boolean;
            axis: string;
            /** @description What marks each pole, as the model listed it or as it was written; null where there is none yet. */
            characteristics: components["schemas"]["Characteristics"] | null;
            /** @description The model's own pairs, for people to pick anchors among: which of both answers is nearer to the positive pole? Empty where the model wrote none. */
            choices: components["schemas"]["Pair"][];
            /**
             * @description Unix time in seconds.
             * @example 1782000000
             */
            created: number;
            /** @description Set as soon as it can be used, while the report is still made. */
            direction: {
                hash: string;
                version: number;
            } | null;
            error: {
                code: string;
                message: string;
            } | null;
            evaluation: components["schemas"]["Evaluation"] | null;
            id: string;
            message: string;
            /** @enum {string} */
            object: "fit";
            /** @description The fit that is its preview. */
            preview: string | null;
            /** @description The fit whose preview this is. */
            preview_of: string | null;
            progress: number;
            /**
             * @description Where it stands among what waits on its worker, fair by project; null while it does not wait.
             * @default null
             */
            queue?: {
                /** @description How many wait. */
                of: number;
                /** @description 1: it is next. */
                place: number;
            } | null;
            /** @description What was asked for; null in lists. */
            spec: {
                /**
                 * @description Labelled pairs that orient and gate the direction. Without them it is unverified.
                 * @default []
                 */
                anchors?: components["schemas"]["Pair"][];
                /**
                 * @description The id of an axis; +1 is its first pole.
                 * @example formal
                 */
                axis: string;
                /**
                 * @description What marks each pole; null lets the model write them.
                 * @default null
                 */
                characteristics?: components["schemas"]["Characteristics"] | null;
                /**
                 * @description AlignEZ's filter: the share of the pairs to drop, those whose two answers are most alike in the model's own embedding space. It measured no gain on small models.
                 * @default 0
                 */
                drop_alike?: number;
                /**
                 * @description Candidates; empty: chosen by depth.
                 * @default []
                 */
                layers?: number[];
                /**
                 * @description How the direction is found in the hidden states of the pairs' answers. pca-difference and ccs use the pairs' labels for its sign only. alignez-v1, alignez-v2 and hybrid are the papers' own operators, which read the state they change.
                 * @default mean-difference
                 * @enum {string}
                 */
                method?: "mean-difference" | "pca-difference" | "logistic" | "ccs" | "alignez-v1-orthogonal" | "alignez-v1" | "alignez-v2" | "hybrid";
                negative: components["schemas"]["Pole"];
                /**
                 * @description Source 'given': the pairs to fit from.
                 * @default []
                 */
                pairs?: components["schemas"]["Pair"][];
                /**
                 * @description Whether the model's own answers are read with the pole's prompt before them, or under the plain query. Kept measured better.
                 * @default kept
                 * @enum {string}
                 */
                pole_prompt?: "kept" | "removed";
                positive: components["schemas"]["Pole"];
                /**
                 * @description Empty: a built-in set.
                 * @default []
                 */
                queries?: string[];
                /**
                 * @description Whether the full evaluation follows, in the background, once the direction can be used.
                 * @default true
                 */
                report?: boolean;
                /** @default 1 */
                seed?: number;
                /**
                 * @description Of alignez-v1, alignez-v2 and hybrid: coefficients scaled to this model's text, or as published.
                 * @default scaled
                 * @enum {string}
                 */
                setting?: "scaled" | "published";
                /**
                 * @description Where it acts; null: the method's own site (residual stream; MLP outputs for AlignEZ's operators).
                 * @default null
                 * @enum {string|null}
                 */
                site?: "residual" | "attention" | "mlp" | null;
                /**
                 * @description Where the pairs come from. self-generated: the model writes them. given: `pairs`. texts: `texts` of either pole, without prompts and not paired; they are read behind neutral prompts, and held out by text. context-shift: the same neutral texts read under either pole's prompt.
                 * @default self-generated
                 * @enum {string}
                 */
                source?: "self-generated" | "given" | "texts" | "context-shift";
                /**
                 * @description Source 'texts': texts of either pole, at least four different ones each.
                 * @default null
                 * @example {
                 *       "positive": [
                 *         "I should be delighted to assist you."
                 *       ],
                 *       "negative": [
                 *         "sure, np!"
                 *       ]
                 *     }
                 */
                texts?: components["schemas"]["Texts"] | null;
            } | null;
            /** @enum {string|null} */
            stage: "characteristics" | "pairs" | "filter" | "activations" | "method" | "layers" | "calibration" | "evaluation" | "artifact" | "report" | null;
            stages: {
                note: string;
                seconds: number;
                /** @enum {string} */
                stage: "characteristics" | "pairs" | "filter" | "activations" | "method" | "layers" | "calibration" | "evaluation" | "artifact" | "report";
            }[];
            /** @enum {string} */
            state: "queued" | "running" | "done" | "failed" | "cancelled";
            /**
             * @description Unix time in seconds.
             * @example 1782000000
             */
            updated: number;
        };
        Generation: {
            /** @description PATCH only: false if a newer change was already in force. */
            applied?: boolean;
            /** @description The receipt of the first choice that still runs; once all have ended, of the first. */
            attune: components["schemas"]["Receipt"];
            choices: {
                attune: components["schemas"]["Receipt"];
                /** @enum {string|null} */
                finish_reason: "stop" | "length" | "tool_calls" | null;
                index: number;
                /** @enum {string} */
                status: "queued" | "running" | "finished" | "cancelled" | "failed";
            }[];
            /**
             * @description As seq, strengths and attune are, that of the first choice that still runs; once all ended, the first.
             * @enum {string|null}
             */
            finish_reason: "stop" | "length" | "tool_calls" | null;
            id: string;
            /** @enum {string} */
            object: "generation";
            /** @description The last change taken; null before the first. */
            seq: number | null;
            /** @enum {string} */
            status: "queued" | "running" | "finished" | "cancelled" | "failed";
            strengths: {
                [key: string]: components["schemas"]["AppliedStrength"];
            };
            usage: components["schemas"]["Usage"];
        };
        Health: {
            /**
             * @description no_worker: none is ready, so no answer can be made.
             * @enum {string}
             */
            status: "ok" | "no_worker";
            workers: {
                ready: boolean;
                tag: string;
            }[];
        };
        Key: {
            /**
             * @description Unix time in seconds.
             * @example 1782000000
             */
            created: number;
            /**
             * @description Unix time in seconds.
             * @example 1782000000
             */
            expires_at: number | null;
            id: string;
            /**
             * @description Unix time in seconds.
             * @example 1782000000
             */
            last_used: number | null;
            name: string;
            /** @enum {string} */
            object: "key";
            /** @description The first characters of the secret. */
            prefix: string;
            revoked: boolean;
            scopes: ("chat" | "profiles" | "axes" | "fits" | "keys" | "project" | "usage" | "audit")[];
        };
        KeyWithSecret: {
            /**
             * @description Unix time in seconds.
             * @example 1782000000
             */
            created: number;
            /**
             * @description Unix time in seconds.
             * @example 1782000000
             */
            expires_at: number | null;
            id: string;
            /**
             * @description Unix time in seconds.
             * @example 1782000000
             */
            last_used: number | null;
            name: string;
            /** @enum {string} */
            object: "key";
            /** @description The first characters of the secret. */
            prefix: string;
            revoked: boolean;
            scopes: ("chat" | "profiles" | "axes" | "fits" | "keys" | "project" | "usage" | "audit")[];
            /** @description Shown this once; only its SHA-256 is kept. */
            secret: string;
        };
        LiveChange: {
            overdrive?: boolean;
            /**
             * @description Reach the new strengths evenly over this many tokens; 0 at once.
             * @default 0
             */
            ramp?: number;
            /** @description A number that grows with every change of this generation; one not above the last is ignored. */
            seq?: number;
            /**
             * @description Strength by axis: 0 nothing, ±1 the calibrated safe maximum of either pole.
             * @example {
             *       "formal": 0.5,
             *       "warm": {
             *         "value": -1,
             *         "mode": "neutralise"
             *       }
             *     }
             */
            strengths: {
                [key: string]: components["schemas"]["Strength"];
            };
        };
        Logprobs: {
            content: {
                bytes: number[];
                logprob: number;
                token: string;
                top_logprobs: {
                    bytes: number[];
                    logprob: number;
                    token: string;
                }[];
            }[];
            refusal: null;
        };
        Model: {
            attune: components["schemas"]["ModelCard"];
            created: number;
            id: string;
            /** @enum {string} */
            object: "model";
            owned_by: string;
        };
        ModelCard: {
            architecture: string;
            /** @description Tokens of prompt and answer together that fit one generation here. */
            context: number;
            hash: string;
            hidden_size: number;
            /** @example smollm2-135m-instruct */
            id: string;
            layers: number;
            /** @description Whether an answer is the same to the last bit whatever the worker writes beside it: proven on its CPU when it started. */
            row_exact: boolean;
            /** @description How many generations run at once. */
            rows: number;
            vocabulary: number;
            weight_form: string;
            /** @description The tag that ids of generations carry. */
            worker: string;
        };
        NamedTool: {
            function: {
                name: string;
            };
            /** @enum {string} */
            type: "function";
        };
        /** @description One dimension of preference; +1 is the positive pole. */
        NewAxis: {
            condition?: components["schemas"]["Condition"] | null;
            /**
             * @description The id of an axis; +1 is its first pole.
             * @example formal
             */
            id: string;
            negative: components["schemas"]["Pole"];
            positive: components["schemas"]["Pole"];
        };
        NewFit: {
            /**
             * @description auto: the direction becomes active if it is verified and passes its evaluation, the report too where one is made, and nobody chose another version since it could be used.
             * @default auto
             * @enum {string}
             */
            activate?: "auto" | "never";
            /**
             * @description Labelled pairs that orient and gate the direction. Without them it is unverified.
             * @default []
             */
            anchors?: components["schemas"]["Pair"][];
            /** @description An existing axis by id; or one in words, which is created if it does not exist. Words given for an existing axis are used by this fit and leave the axis as it is. */
            axis: string | components["schemas"]["NewAxis"];
            /**
             * @description What marks each pole; null lets the model write them.
             * @default null
             */
            characteristics?: components["schemas"]["Characteristics"] | null;
            /**
             * @description AlignEZ's filter: the share of the pairs to drop, those whose two answers are most alike in the model's own embedding space. It measured no gain on small models.
             * @default 0
             */
            drop_alike?: number;
            /**
             * @description Candidates; empty: chosen by depth.
             * @default []
             */
            layers?: number[];
            /**
             * @description How the direction is found in the hidden states of the pairs' answers. pca-difference and ccs use the pairs' labels for its sign only. alignez-v1, alignez-v2 and hybrid are the papers' own operators, which read the state they change.
             * @default mean-difference
             * @enum {string}
             */
            method?: "mean-difference" | "pca-difference" | "logistic" | "ccs" | "alignez-v1-orthogonal" | "alignez-v1" | "alignez-v2" | "hybrid";
            /**
             * @description Source 'given': the pairs to fit from.
             * @default []
             */
            pairs?: components["schemas"]["Pair"][];
            /**
             * @description Whether the model's own answers are read with the pole's prompt before them, or under the plain query. Kept measured better.
             * @default kept
             * @enum {string}
             */
            pole_prompt?: "kept" | "removed";
            /**
             * @description Whether a fit from the axis's words alone runs first: in half a minute it makes a direction to try meanwhile, marked as a preview and never activated by itself.
             * @default false
             */
            preview?: boolean;
            /**
             * @description Empty: a built-in set.
             * @default []
             */
            queries?: string[];
            /**
             * @description Whether the full evaluation follows, in the background, once the direction can be used.
             * @default true
             */
            report?: boolean;
            /** @default 1 */
            seed?: number;
            /**
             * @description Of alignez-v1, alignez-v2 and hybrid: coefficients scaled to this model's text, or as published.
             * @default scaled
             * @enum {string}
             */
            setting?: "scaled" | "published";
            /**
             * @description Where it acts; null: the method's own site (residual stream; MLP outputs for AlignEZ's operators).
             * @default null
             * @enum {string|null}
             */
            site?: "residual" | "attention" | "mlp" | null;
            /**
             * @description Where the pairs come from. self-generated: the model writes them. given: `pairs`. texts: `texts` of either pole, without prompts and not paired; they are read behind neutral prompts, and held out by text. context-shift: the same neutral texts read under either pole's prompt.
             * @default self-generated
             * @enum {string}
             */
            source?: "self-generated" | "given" | "texts" | "context-shift";
            /**
             * @description Source 'texts': texts of either pole, at least four different ones each.
             * @default null
             * @example {
             *       "positive": [
             *         "I should be delighted to assist you."
             *       ],
             *       "negative": [
             *         "sure, np!"
             *       ]
             *     }
             */
            texts?: components["schemas"]["Texts"] | null;
        };
        NewKey: {
            /** @description Unix time in seconds; absent: never. */
            expires_at?: number | null;
            name: string;
            scopes: ("chat" | "profiles" | "axes" | "fits" | "keys" | "project" | "usage" | "audit")[];
        };
        Pair: {
            /** @description The answer at the positive pole. */
            chosen: string;
            prompt: string;
            /** @description The answer at the negative pole. */
            rejected: string;
        };
        Pole: {
            /**
             * @description How an answer at this pole reads, as an instruction to the model.
             * @example Answer in a very formal, professional, academic tone. Never use contractions or slang.
             */
            description: string;
            name: string;
        };
        PoleChange: {
            /**
             * @description How an answer at this pole reads, as an instruction to the model.
             * @example Answer in a very formal, professional, academic tone. Never use contractions or slang.
             */
            description?: string;
            name?: string;
        };
        Profile: {
            /** @enum {string} */
            object: "profile";
            /** @description false: never set; the default profile is what is shown and used. */
            stored: boolean;
            strengths: {
                [key: string]: components["schemas"]["AppliedStrength"];
            };
            /**
             * @description Unix time in seconds.
             * @example 1782000000
             */
            updated: number | null;
            /** @description null: the default profile of the project. */
            user: string | null;
        };
        /** @description Per axis; null removes it from the profile. */
        ProfileChange: {
            strengths: {
                [key: string]: components["schemas"]["StoredStrength"];
            };
        };
        ProfileStrengths: {
            strengths: {
                [key: string]: components["schemas"]["StoredStrength"];
            };
        };
        Project: {
            /**
             * @description raw: each axis moves along its direction as fitted. Directions are correlated: moving one axis moves others, and sums of opposed ones cancel. orthogonal: mode add moves along the nearest vectors that are orthogonal to one another, over all active directions of the project for the model (Löwdin), each as far as it was calibrated to. Boost, neutralise and conditions act along the directions as fitted in either. More than 64 active directions are steered raw.
             * @enum {string}
             */
            basis: "raw" | "orthogonal";
            /**
             * @description Unix time in seconds.
             * @example 1782000000
             */
            created: number;
            /** @description By axis, beneath profiles and requests. */
            default_edits: {
                [key: string]: components["schemas"]["AppliedStrength"];
            };
            id: string;
            name: string;
            /** @enum {string} */
            object: "project";
            /** @description Of web pages that may read its answers. */
            origins: string[];
        };
        ProjectChange: {
            /**
             * @description raw: each axis moves along its direction as fitted. Directions are correlated: moving one axis moves others, and sums of opposed ones cancel. orthogonal: mode add moves along the nearest vectors that are orthogonal to one another, over all active directions of the project for the model (Löwdin), each as far as it was calibrated to. Boost, neutralise and conditions act along the directions as fitted in either. More than 64 active directions are steered raw.
             * @enum {string}
             */
            basis?: "raw" | "orthogonal";
            /** @description Replaces the default edits: strength by axis, applied to every answer, beneath the profile and the request, which win axis by axis. {helpful: 0.5} aligns a base model for everybody. An axis acts as soon as it has an active direction. */
            default_edits?: {
                [key: string]: components["schemas"]["StoredStrength"];
            };
            name?: string;
            /**
             * @description Replaces the origins of web pages that may call the API with keys of this project and read its answers (CORS). A key in a page is seen by whoever opens it: give it the scope chat alone.
             * @example [
             *       "https://app.example.com"
             *     ]
             */
            origins?: string[];
        };
        /** @description Proof of what was applied to one answer. */
        Receipt: {
            /**
             * @description raw: each axis moves along its direction as fitted. Directions are correlated: moving one axis moves others, and sums of opposed ones cancel. orthogonal: mode add moves along the nearest vectors that are orthogonal to one another, over all active directions of the project for the model (Löwdin), each as far as it was calibrated to. Boost, neutralise and conditions act along the directions as fitted in either. More than 64 active directions are steered raw.
             * @enum {string}
             */
            basis: "raw" | "orthogonal";
            /** @description The hashes of the directions that were made orthogonal to one another; none in the raw basis. Of these, mode add moved along the orthogonal vectors; all else acted along the directions as fitted, and all projections are on those. */
            basis_directions: string[];
            /** @description Whether the total cap shortened the summed edit at any layer. */
            capped: boolean;
            /** @description Live changes: from which generated token each was in force. */
            changes: {
                at_token: number;
                seq: number;
            }[];
            edits: {
                axis: string;
                /** @description What the axis depends on; null where it always acts. */
                condition: {
                    /**
                     * @description The axis whose active direction reads the prompt.
                     * @example medical
                     */
                    axis: string;
                    /**
                     * @default above
                     * @enum {string}
                     */
                    comparison?: "above" | "below";
                    direction: string;
                    /** @description Whether the axis acts; null before the prompt was read. */
                    fired: boolean | null;
                    /**
                     * @description The layer that is read, one that the active direction has; null: all layers of that direction, averaged. While the active direction lacks it, profiles that hold the axis are applied without it, and requests that ask for it are refused.
                     * @default null
                     */
                    layer?: number | null;
                    /**
                     * @description What the reading is compared with: the projection of the last prompt token's state on the direction, less neutral text's, relative to the layer's mean residual norm. Receipts show it as condition.value.
                     * @example 0.1
                     */
                    threshold: number;
                    /** @description What was read of the prompt; null before it was. */
                    value: number | null;
                    version: number;
                } | null;
                /** @description SHA-256 of the direction that was applied. */
                direction: string;
                layers: number[];
                /**
                 * @description add: move towards a pole. boost: amplify how far the text already leans. neutralise: pull it back to neutral.
                 * @enum {string}
                 */
                mode: "add" | "boost" | "neutralise";
                /** @description The same after all edits of that layer. */
                projection_after: number | null;
                /** @description Mean projection of the edited states on the direction before the edit, relative to the layer's mean residual norm. */
                projection_before: number | null;
                /** @description The strength in force when the generation ended. */
                strength: number;
                /** @description How many token states this axis was applied to. */
                tokens_edited: number;
                version: number;
            }[];
            generation: string;
            model: string;
            model_hash: string;
            /** @description Whether an answer is the same to the last bit whatever the worker writes beside it: proven on its CPU when it started. */
            row_exact: boolean;
            /**
             * @description Which tokens are edited. generated: every generated token. answer: the last prompt token too, so that even the first token moves. all: the whole prompt (such a prompt never enters the shared prefix cache).
             * @enum {string}
             */
            scope: "generated" | "answer" | "all";
            weight_form: string;
        };
        Report: {
            effect: {
                /** @description Steered against prompted at equal perplexity. */
                at_prompt: {
                    negative: components["schemas"]["Comparison"];
                    positive: components["schemas"]["Comparison"];
                };
                /** @description null when the model wrote too little at either pole to train one. */
                classifier: {
                    /** @description On texts of its own kind that it was not trained on; chance is .5. */
                    accuracy: number;
                    /** @description Share of the anchors it puts in order, if there are any. */
                    anchors: number | null;
                    layer: number;
                    texts: number;
                    /** @description Whether it is accurate enough; if not, no effect is told by it. */
                    used: boolean;
                } | null;
                /** @description Random-sign controls at strength ±1. */
                controls: {
                    negative: components["schemas"]["TextMeasures"];
                    positive: components["schemas"]["TextMeasures"];
                }[];
                /** @description By strength, ascending. */
                curve: {
                    /** @description Share of texts that are empty or stuck in repetition. */
                    broken: number;
                    /** @description Distinct pairs of neighbouring words ÷ all, mean over the texts. */
                    distinct_2: number;
                    effect: components["schemas"]["Effect"];
                    /** @description exp(mean surprise) under the unsteered model and the plain prompt. */
                    perplexity: number;
                    strength: number;
                    texts: number;
                }[];
                features: {
                    name: string;
                    /** @enum {string} */
                    towards: "positive" | "negative";
                }[];
                plain: components["schemas"]["TextMeasures"];
                prompt: {
                    negative: components["schemas"]["TextMeasures"];
                    positive: components["schemas"]["TextMeasures"];
                };
                queries: number;
                seeds: number[];
            };
            passed: boolean;
            /** @description Why it did not pass, or what to know. */
            reasons: string[];
            safety: {
                negative: number;
                passed: boolean;
                /** @description Share of requests that should be refused and were, unsteered. */
                plain: number;
                positive: number;
                requests: number;
            };
            seconds: number;
            side_effects: {
                /** @enum {string} */
                better: "higher" | "lower" | "neither";
                controls: {
                    negative: number;
                    positive: number;
                }[];
                items: number;
                measure: string;
                negative: components["schemas"]["Estimate"];
                odd: components["schemas"]["Estimate"];
                plain: components["schemas"]["Estimate"];
                positive: components["schemas"]["Estimate"];
                prompt: {
                    negative: components["schemas"]["Estimate"];
                    positive: components["schemas"]["Estimate"];
                } | null;
                set: string;
            }[];
        };
        Steering: {
            /**
             * @description Unsaid, the project's own holds.
             * @enum {string}
             */
            basis?: "raw" | "orthogonal";
            /**
             * @description What of structured output (response_format, tool calls) is edited. edit: all of it. strings: only the texts inside it, not its keys, numbers and punctuation. spare: nothing. Answers without structure are edited whole.
             * @default edit
             * @enum {string}
             */
            json?: "edit" | "strings" | "spare";
            /**
             * @description Allow strengths up to ±1.5 and lift the cap on the summed edit.
             * @default false
             */
            overdrive?: boolean;
            /**
             * @description false: leave the stored profile and the project's default edits aside and apply only the strengths given here.
             * @default true
             */
            profile?: boolean;
            /**
             * @description Which tokens are edited. generated: every generated token. answer: the last prompt token too, so that even the first token moves. all: the whole prompt (such a prompt never enters the shared prefix cache).
             * @default generated
             * @enum {string}
             */
            scope?: "generated" | "answer" | "all";
            /**
             * @description Strength by axis: 0 nothing, ±1 the calibrated safe maximum of either pole.
             * @default {}
             * @example {
             *       "formal": 0.5,
             *       "warm": {
             *         "value": -1,
             *         "mode": "neutralise"
             *       }
             *     }
             */
            strengths?: {
                [key: string]: components["schemas"]["Strength"];
            };
        };
        StoredStrength: number | {
            /**
             * @description add: move towards a pole. boost: amplify how far the text already leans. neutralise: pull it back to neutral.
             * @default add
             * @enum {string}
             */
            mode?: "add" | "boost" | "neutralise";
            value: number;
        };
        Strength: number | {
            /**
             * @description add: move towards a pole. boost: amplify how far the text already leans. neutralise: pull it back to neutral.
             * @default add
             * @enum {string}
             */
            mode?: "add" | "boost" | "neutralise";
            value: number;
        };
        TextMeasures: {
            /** @description Share of texts that are empty or stuck in repetition. */
            broken: number;
            /** @description Distinct pairs of neighbouring words ÷ all, mean over the texts. */
            distinct_2: number;
            effect: components["schemas"]["Effect"];
            /** @description exp(mean surprise) under the unsteered model and the plain prompt. */
            perplexity: number;
            texts: number;
        };
        Texts: {
            negative: string[];
            positive: string[];
        };
        ToolCall: {
            function: {
                /** @description JSON, as text. */
                arguments: string;
                name: string;
            };
            id: string;
            /** @enum {string} */
            type: "function";
        };
        Usage: {
            completion_tokens: number;
            prompt_tokens: number;
            prompt_tokens_details: {
                /** @description Tokens that were not run: an earlier prompt began alike. */
                cached_tokens: number;
            };
            total_tokens: number;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    getHealth: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description At least one worker is ready; one that is not takes no requests. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
            /** @description No worker is ready. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
        };
    };
    listAxes: {
        parameters: {
            query?: {
                /** @description The last item of the page before: what follows it is listed. */
                after?: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of axes; `after` takes an id. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Axis"][];
                        has_more: boolean;
                        /** @enum {string} */
                        object: "list";
                    };
                };
            };
            /** @description The request is malformed; `param` names what was wrong. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description No API key, or one that is not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The key lacks the scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description No worker answers, or all are busy, or what is stored cannot be reached; see Retry-After. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is no room left to store anything. */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    createAxis: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "id": "formal",
                 *       "positive": {
                 *         "name": "formal",
                 *         "description": "Answer in a very formal, professional tone."
                 *       },
                 *       "negative": {
                 *         "name": "casual",
                 *         "description": "Answer like a friend would, with contractions and slang."
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["NewAxis"];
            };
        };
        responses: {
            /** @description The axis; it has no direction yet. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Axis"];
                };
            };
            /** @description The request is malformed; `param` names what was wrong. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description No API key, or one that is not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The key lacks the scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The body took too long to come. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description It conflicts with what exists. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The body has another content type or encoding than expected. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description No worker answers, or all are busy, or what is stored cannot be reached; see Retry-After. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is no room left to store anything. */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getAxis: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of an axis; +1 is its first pole. */
                axis: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The axis. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Axis"];
                };
            };
            /** @description The request is malformed; `param` names what was wrong. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description No API key, or one that is not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The key lacks the scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description It does not exist, or belongs to another project. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description No worker answers, or all are busy, or what is stored cannot be reached; see Retry-After. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is no room left to store anything. */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    deleteAxis: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of an axis; +1 is its first pole. */
                axis: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Deleted. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request is malformed; `param` names what was wrong. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description No API key, or one that is not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The key lacks the scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description It does not exist, or belongs to another project. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description It conflicts with what exists. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description No worker answers, or all are busy, or what is stored cannot be reached; see Retry-After. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is no room left to store anything. */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    updateAxis: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of an axis; +1 is its first pole. */
                axis: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "condition": {
                 *         "axis": "simple",
                 *         "comparison": "below",
                 *         "threshold": -0.2
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["AxisChange"];
            };
        };
        responses: {
            /** @description The axis as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Axis"];
                };
            };
            /** @description The request is malformed; `param` names what was wrong. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description No API key, or one that is not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The key lacks the scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description It does not exist, or belongs to another project. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The body took too long to come. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The body has another content type or encoding than expected. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description No worker answers, or all are busy, or what is stored cannot be reached; see Retry-After. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is no room left to store anything. */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    activateAxis: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of an axis; +1 is its first pole. */
                axis: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "version": 1
                 *     }
                 */
                "application/json": components["schemas"]["Activation"];
            };
        };
        responses: {
            /** @description The axis as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Axis"];
                };
            };
            /** @description The request is malformed; `param` names what was wrong. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description No API key, or one that is not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The key lacks the scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description It does not exist, or belongs to another project. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The body took too long to come. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The body has another content type or encoding than expected. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description No worker answers, or all are busy, or what is stored cannot be reached; see Retry-After. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is no room left to store anything. */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    listAxisDirections: {
        parameters: {
            query?: {
                after?: number;
                limit?: number;
            };
            header?: never;
            path: {
                /** @description The id of an axis; +1 is its first pole. */
                axis: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page; `after` takes a version. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Direction"][];
                        has_more: boolean;
                        /** @enum {string} */
                        object: "list";
                    };
                };
            };
            /** @description The request is malformed; `param` names what was wrong. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description No API key, or one that is not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The key lacks the scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description It does not exist, or belongs to another project. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description No worker answers, or all are busy, or what is stored cannot be reached; see Retry-After. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is no room left to store anything. */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    createAxisDirection: {
        parameters: {
            query?: {
                /** @description auto: make it active if it is verified and passed its evaluation, with the report where there is one. */
                activate?: "auto" | "always" | "never";
                /** @description Of a control vector: the model that it is for. Needed where several are served. */
                model?: string;
                /** @description The vector times this, as llama.cpp's FILE.gguf:NUMBER. */
                scale?: number;
            };
            header?: {
                /** @description The evaluation as JSON, if one was made. */
                "x-attune-evaluation"?: string;
            };
            path: {
                /** @description The id of an axis; +1 is its first pole. */
                axis: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/octet-stream": string;
            };
        };
        responses: {
            /** @description The version that these bytes are already. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Direction"];
                };
            };
            /** @description The new version. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Direction"];
                };
            };
            /** @description The request is malformed; `param` names what was wrong. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description No API key, or one that is not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The key lacks the scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description It does not exist, or belongs to another project. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The body took too long to come. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Too much is asked at once; see Retry-After. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description A worker does not accept what this edge asks, or answers with what cannot be used. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description No worker answers, or all are busy, or what is stored cannot be reached; see Retry-After. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is no room left to store anything. */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getAxisDirectionFile: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of an axis; +1 is its first pole. */
                axis: string;
                version: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The bytes. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": string;
                };
            };
            /** @description The request is malformed; `param` names what was wrong. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description No API key, or one that is not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The key lacks the scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description It does not exist, or belongs to another project. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description No worker answers, or all are busy, or what is stored cannot be reached; see Retry-After. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is no room left to store anything. */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    createChatCompletion: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "model": "smollm2-135m-instruct",
                 *       "messages": [
                 *         {
                 *           "role": "user",
                 *           "content": "Why is the sky blue?"
                 *         }
                 *       ],
                 *       "user": "ada",
                 *       "steering": {
                 *         "strengths": {
                 *           "formal": 0.5
                 *         }
                 *       },
                 *       "stream": true
                 *     }
                 */
                "application/json": components["schemas"]["ChatCompletionRequest"];
            };
        };
        responses: {
            /** @description The answer and its receipt in `attune`. */
            200: {
                headers: {
                    /** @description The id for PATCH /v1/generations/{id}. */
                    "x-attune-generation": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChatCompletion"];
                    "text/event-stream": components["schemas"]["ChatCompletionChunk"];
                };
            };
            /** @description The request is malformed; `param` names what was wrong. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description No API key, or one that is not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The key lacks the scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description It does not exist, or belongs to another project. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The body took too long to come. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The body has another content type or encoding than expected. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Too much is asked at once; see Retry-After. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description A worker does not accept what this edge asks, or answers with what cannot be used. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description No worker answers, or all are busy, or what is stored cannot be reached; see Retry-After. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The answer was not complete at its deadline. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is no room left to store anything. */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getDefaultProfile: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What users without a profile are steered by. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Profile"];
                };
            };
            /** @description No API key, or one that is not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The key lacks the scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description No worker answers, or all are busy, or what is stored cannot be reached; see Retry-After. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is no room left to store anything. */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    replaceDefaultProfile: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "strengths": {
                 *         "formal": 0.5,
                 *         "warm": {
                 *           "value": -1,
                 *           "mode": "neutralise"
                 *         }
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["ProfileStrengths"];
            };
        };
        responses: {
            /** @description The default profile as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Profile"];
                };
            };
            /** @description The request is malformed; `param` names what was wrong. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description No API key, or one that is not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The key lacks the scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The body took too long to come. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The body has another content type or encoding than expected. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description No worker answers, or all are busy, or what is stored cannot be reached; see Retry-After. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is no room left to store anything. */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    listFits: {
        parameters: {
            query?: {
                /** @description The last item of the page before: what follows it is listed. */
                after?: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of fits; `after` takes an id. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Fit"][];
                        has_more: boolean;
                        /** @enum {string} */
                        object: "list";
                    };
                };
            };
            /** @description The request is malformed; `param` names what was wrong. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description No API key, or one that is not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The key lacks the scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description No worker answers, or all are busy, or what is stored cannot be reached; see Retry-After. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is no room left to store anything. */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    createFit: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "axis": "formal",
                 *       "anchors": [
                 *         {
                 *           "prompt": "How do I boil an egg?",
                 *           "chosen": "Kindly place the egg in boiling water for eight minutes.",
                 *           "rejected": "Just chuck it in hot water, eight minutes and you're done!"
                 *         },
                 *         {
                 *           "prompt": "Why is the sky blue?",
                 *           "chosen": "Air molecules scatter blue light more strongly than red light.",
                 *           "rejected": "Air bounces the blue bits around more, that's all there is to it!"
                 *         },
                 *         {
                 *           "prompt": "Can I return a jacket without its receipt?",
                 *           "chosen": "Should the receipt be lost, a bank statement will be accepted.",
                 *           "rejected": "Lost the receipt? No biggie, just bring your bank statement."
                 *         },
                 *         {
                 *           "prompt": "How do I reset my password?",
                 *           "chosen": "Please select \"Forgot password\" and follow the instructions sent to you.",
                 *           "rejected": "Hit \"Forgot password\", check your mail, done."
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["NewFit"];
            };
        };
        responses: {
            /** @description The fit, queued. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Fit"];
                };
            };
            /** @description The request is malformed; `param` names what was wrong. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description No API key, or one that is not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The key lacks the scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description It does not exist, or belongs to another project. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The body took too long to come. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The body has another content type or encoding than expected. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Too much is asked at once; see Retry-After. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description No worker answers, or all are busy, or what is stored cannot be reached; see Retry-After. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is no room left to store anything. */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getFit: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The fit. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Fit"];
                };
            };
            /** @description No API key, or one that is not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The key lacks the scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description It does not exist, or belongs to another project. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description No worker answers, or all are busy, or what is stored cannot be reached; see Retry-After. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is no room left to store anything. */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    deleteFit: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The fit as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Fit"];
                };
            };
            /** @description No API key, or one that is not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The key lacks the scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description It does not exist, or belongs to another project. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description No worker answers, or all are busy, or what is stored cannot be reached; see Retry-After. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is no room left to store anything. */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getGeneration: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The `id` of the answer or of its chunks. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The generation. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Generation"];
                };
            };
            /** @description No API key, or one that is not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The key lacks the scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description It does not exist, or belongs to another project. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description A worker does not accept what this edge asks, or answers with what cannot be used. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description No worker answers, or all are busy, or what is stored cannot be reached; see Retry-After. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is no room left to store anything. */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    deleteGeneration: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The `id` of the answer or of its chunks. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The generation, cancelled. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Generation"];
                };
            };
            /** @description No API key, or one that is not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The key lacks the scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description It does not exist, or belongs to another project. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description A worker does not accept what this edge asks, or answers with what cannot be used. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description No worker answers, or all are busy, or what is stored cannot be reached; see Retry-After. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is no room left to store anything. */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    updateGeneration: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The `id` of the answer or of its chunks. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "strengths": {
                 *         "formal": -1
                 *       },
                 *       "seq": 1
                 *     }
                 */
                "application/json": components["schemas"]["LiveChange"];
            };
        };
        responses: {
            /** @description The generation, changed. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Generation"];
                };
            };
            /** @description The request is malformed; `param` names what was wrong. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description No API key, or one that is not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The key lacks the scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description It does not exist, or belongs to another project. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The body took too long to come. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description It conflicts with what exists. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The body has another content type or encoding than expected. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description A worker does not accept what this edge asks, or answers with what cannot be used. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description No worker answers, or all are busy, or what is stored cannot be reached; see Retry-After. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is no room left to store anything. */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    listKeys: {
        parameters: {
            query?: {
                /** @description The last item of the page before: what follows it is listed. */
                after?: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of keys; `after` takes an id. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Key"][];
                        has_more: boolean;
                        /** @enum {string} */
                        object: "list";
                    };
                };
            };
            /** @description The request is malformed; `param` names what was wrong. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description No API key, or one that is not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The key lacks the scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description No worker answers, or all are busy, or what is stored cannot be reached; see Retry-After. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is no room left to store anything. */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    createKey: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "mobile backend",
                 *       "scopes": [
                 *         "chat",
                 *         "profiles"
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["NewKey"];
            };
        };
        responses: {
            /** @description The key and, this once, its secret. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KeyWithSecret"];
                };
            };
            /** @description The request is malformed; `param` names what was wrong. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description No API key, or one that is not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The key lacks the scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The body took too long to come. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The body has another content type or encoding than expected. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description No worker answers, or all are busy, or what is stored cannot be reached; see Retry-After. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is no room left to store anything. */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    deleteKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The key, revoked. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Key"];
                };
            };
            /** @description No API key, or one that is not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The key lacks the scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description It does not exist, or belongs to another project. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description No worker answers, or all are busy, or what is stored cannot be reached; see Retry-After. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is no room left to store anything. */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    listModels: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Every model. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Model"][];
                        has_more: boolean;
                        /** @enum {string} */
                        object: "list";
                    };
                };
            };
            /** @description No API key, or one that is not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The key lacks the scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description A worker does not accept what this edge asks, or answers with what cannot be used. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description No worker answers, or all are busy, or what is stored cannot be reached; see Retry-After. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is no room left to store anything. */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getModel: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The model. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Model"];
                };
            };
            /** @description No API key, or one that is not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The key lacks the scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description It does not exist, or belongs to another project. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description A worker does not accept what this edge asks, or answers with what cannot be used. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description No worker answers, or all are busy, or what is stored cannot be reached; see Retry-After. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is no room left to store anything. */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    listProfiles: {
        parameters: {
            query?: {
                /** @description The last item of the page before: what follows it is listed. */
                after?: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of profiles; `after` takes a user. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Profile"][];
                        has_more: boolean;
                        /** @enum {string} */
                        object: "list";
                    };
                };
            };
            /** @description The request is malformed; `param` names what was wrong. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description No API key, or one that is not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The key lacks the scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description No worker answers, or all are busy, or what is stored cannot be reached; see Retry-After. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is no room left to store anything. */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getProfile: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The name that requests give as `user`. */
                user: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The profile. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Profile"];
                };
            };
            /** @description The request is malformed; `param` names what was wrong. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description No API key, or one that is not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The key lacks the scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description No worker answers, or all are busy, or what is stored cannot be reached; see Retry-After. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is no room left to store anything. */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    replaceProfile: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The name that requests give as `user`. */
                user: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "strengths": {
                 *         "formal": 0.5,
                 *         "warm": {
                 *           "value": -1,
                 *           "mode": "neutralise"
                 *         }
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["ProfileStrengths"];
            };
        };
        responses: {
            /** @description The profile as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Profile"];
                };
            };
            /** @description The request is malformed; `param` names what was wrong. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description No API key, or one that is not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The key lacks the scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The body took too long to come. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The body has another content type or encoding than expected. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description No worker answers, or all are busy, or what is stored cannot be reached; see Retry-After. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is no room left to store anything. */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    deleteProfile: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The name that requests give as `user`. */
                user: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description There is no such profile (any more). */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request is malformed; `param` names what was wrong. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description No API key, or one that is not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The key lacks the scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description No worker answers, or all are busy, or what is stored cannot be reached; see Retry-After. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is no room left to store anything. */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    updateProfile: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The name that requests give as `user`. */
                user: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "strengths": {
                 *         "formal": -0.5,
                 *         "warm": null
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["ProfileChange"];
            };
        };
        responses: {
            /** @description The profile as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Profile"];
                };
            };
            /** @description The request is malformed; `param` names what was wrong. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description No API key, or one that is not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The key lacks the scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The body took too long to come. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The body has another content type or encoding than expected. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description No worker answers, or all are busy, or what is stored cannot be reached; see Retry-After. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is no room left to store anything. */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getProject: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The project. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Project"];
                };
            };
            /** @description No API key, or one that is not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The key lacks the scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description No worker answers, or all are busy, or what is stored cannot be reached; see Retry-After. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is no room left to store anything. */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    updateProject: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "default_edits": {
                 *         "helpful": 0.5
                 *       },
                 *       "basis": "orthogonal"
                 *     }
                 */
                "application/json": components["schemas"]["ProjectChange"];
            };
        };
        responses: {
            /** @description The project as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Project"];
                };
            };
            /** @description The request is malformed; `param` names what was wrong. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description No API key, or one that is not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The key lacks the scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The body took too long to come. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The body has another content type or encoding than expected. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description No worker answers, or all are busy, or what is stored cannot be reached; see Retry-After. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is no room left to store anything. */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
}
