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
    "/v1/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * See who changed what, newest first
         * @description Entries are only ever added. What a user changes of their own profile with their own token, and what fits do by themselves, is not in it.
         */
        get: operations["listAudit"];
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
        /**
         * Delete an axis, its directions and its place in every profile
         * @description From the next request on nothing is steered by it, and its id is free. For thirty days POST /v1/axes/{axis}/restore brings all of it back; then it is gone.
         */
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
    "/v1/axes/{axis}/directions/{version}": {
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
         * Delete a version of an axis's directions
         * @description Not the active one. Receipts and fits go on naming it, and its number is not given again; within thirty days the same file, uploaded, is that version again.
         */
        delete: operations["deleteAxisDirection"];
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
    "/v1/axes/{axis}/experiments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List an axis's experiments, newest first */
        get: operations["listAxisExperiments"];
        put?: never;
        /**
         * Compare the active version of an axis with another one, on users
         * @description From the next request on, the challenger is in force for a share of the users: always the same ones, by their name. Requests without a user get the active version. Receipts say which one it was. Whoever activates another version, or deletes the challenger, ends it. An axis has one at a time.
         */
        post: operations["createAxisExperiment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/axes/{axis}/experiments/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * See what users of either version said
         * @description Each user counts once, by the mean of their first three thumbs and grades (of those of their first day, where that is fewer). The intervals hold at all moments together, so looking at them often makes no error more likely. Of one that has ended, they are as they were then.
         */
        get: operations["getAxisExperiment"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/axes/{axis}/experiments/{id}/promote": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** End an experiment, and activate its challenger */
        post: operations["promoteAxisExperiment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/axes/{axis}/experiments/{id}/stop": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** End an experiment, and keep the active version */
        post: operations["stopAxisExperiment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/axes/{axis}/refit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Fit an axis again by the clock, or when another model is served
         * @description As its last fit was asked for, words and all. By the clock: `cron` or `every`. On a model's change: once for each model that a worker serves and that the axis has no direction for; while the model of the active direction is still served, the new direction is not activated by itself. A fit that cannot be started says why in `refit.problem`.
         */
        put: operations["replaceAxisRefit"];
        post?: never;
        /** Fit an axis only when asked to */
        delete: operations["deleteAxisRefit"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/axes/{axis}/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Bring back an axis that was deleted
         * @description The one of that id that was deleted last, within thirty days, with its directions and its place in profiles and default edits. Not while there is another of that id.
         */
        post: operations["restoreAxis"];
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
         * @description OpenAI's chat completions. `user` names whose profile steers the answer; `steering` is merged over it, axis by axis. With `stream: true` the answer comes as server-sent events. `response_format` and `tools` give the answer a structure, which it cannot but have. Fields that are not known, or that ask for what cannot be done, are refused; those of OpenAI that change no answer here are taken. An answer that is neither streamed nor given a short `deadline_ms` begins with status 200 and white space while it is made. Should it fail after that, its body is the error, `error.status` the status that it would have had, and the connection is cut off, so that no client takes it for an answer. With `background: true` what comes at once has an id and no choices yet.
         */
        post: operations["createChatCompletion"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/chat/completions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** See an answer that is made in the background */
        get: operations["getChatCompletion"];
        put?: never;
        post?: never;
        /**
         * Forget an answer that was made in the background
         * @description One that is still made is ended. DELETE /v1/generations/{id} ends it and keeps what is known of it.
         */
        delete: operations["deleteChatCompletion"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/comparisons": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask a user which of two answers they like better
         * @description Answers to one prompt, made together, whose strengths are chosen so that the pick tells most of what this user likes: on axes that are least certain, apart by at least what a reader can tell, within what is safe and `learning.explore_steps` of what is believed. The pick is POST /v1/feedback `{"type": "pick", "answer": id, "choice": index}`. 409 `nothing_to_learn` where all axes are set by hand, or none acts on this model. Like other answers that are not streamed, it begins with status 200 and white space while it is made.
         */
        post: operations["createComparison"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/completions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Go on from a text
         * @description OpenAI's older completions: the prompt is gone on from as it is, without the model's chat template. Steering and profiles act as in chats. Each of several prompts is a generation of its own; PATCH /v1/generations/{id} with the answer’s id steers the first.
         */
        post: operations["createCompletion"];
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
    "/v1/embeddings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * See texts as vectors of the model’s own states
         * @description The mean, over a text’s tokens, of the states behind one layer of the model that answers, scaled to length 1: what it has read by there. It is no model that was trained for search. Texts are read as they are, unsteered, and while answers are made they wait.
         */
        post: operations["createEmbedding"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/feedback": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List what users have signalled, newest first */
        get: operations["listFeedback"];
        put?: never;
        /**
         * Tell what a user did that says what they like
         * @description A thumb, a grade from -2 to 2, the pick of one of an answer's choices, more or less of an axis, a text as the user edited it (a worker reads both, and neither is kept), that an answer was asked for again, or copied. It is in force with the next request of that user, wherever it arrives, and with the next token of their answers that run with `steering.live`. Sent again under the same `id`, it changes nothing (200); in which order signals come does not matter. Of a user, the newest 500 count.
         */
        post: operations["feedback"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/feedback/{id}": {
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
         * Take a signal back
         * @description What is believed of the user is made anew without it, as if it had never been given.
         */
        delete: operations["deleteFeedback"];
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
    "/v1/fits/{id}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Watch a fit
         * @description Server-sent events until the fit ends: `fit` with the fit as it is (without its spec) whenever it has changed, and `end` at last; comments in between. The connection ends after some minutes, and whenever the net does: with the id of the last event in `Last-Event-ID` or `after`, a new one goes on from there. After `end` there is nothing more to ask for.
         */
        get: operations["getFitEvents"];
        put?: never;
        post?: never;
        delete?: never;
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
    "/v1/invitations/accept": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Accept an invitation
         * @description Makes a member of whoever has the token, with a key of their own, with which they sign in.
         */
        post: operations["acceptInvitations"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/issuers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the issuers whose tokens open users' own profiles and answers */
        get: operations["listIssuers"];
        put?: never;
        /**
         * Register an issuer of your own
         * @description Tokens that it signs with ES256, EdDSA or RS256 open what user tokens open. They say `iat` and `exp`, live 24 hours at most, and name the user in `user_claim`. The project is the one whose id their `aud` names, or the one of the header `x-attune-project`.
         */
        post: operations["createIssuer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/issuers/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Trust an issuer no longer */
        delete: operations["deleteIssuer"];
        options?: never;
        head?: never;
        patch?: never;
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
         * @description With scopes of the key that makes it, no others, and held to at least what that one is held to: `models`, `addresses`, `users`. A key for some users has scopes among chat, profiles and keys; one that is held to anything never has `project`.
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
        /** See one key */
        get: operations["getKey"];
        put?: never;
        post?: never;
        /**
         * Revoke a key
         * @description From the next request on. Only a key with all scopes of the revoked one can.
         */
        delete: operations["deleteKey"];
        options?: never;
        head?: never;
        /**
         * Give a key limits of its own
         * @description Needs the scope project too, so that no key that only makes others lifts its own limits.
         */
        patch: operations["updateKey"];
        trace?: never;
    };
    "/v1/keys/{id}/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Put another key in the place of one, without a break
         * @description The new one has the same name, scopes, limits and end, and is held to the same. The old one opens for the overlap, then no more; with it end the users' tokens that it minted. Each key is rotated once.
         */
        post: operations["rotateKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/limits": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** See the limits of the project, and what of them is used */
        get: operations["getLimits"];
        /**
         * Replace the limits of the project
         * @description In force from the next request on, and for tokens that parts of the edge may give out without asking, within 5 s. Answers over a limit are refused with 429 and Retry-After; `x-ratelimit-*` of chat completions say what is left of the limits a minute, as OpenAI does. The month’s budget is not exceeded: what an answer may take at most is held until it has ended. Quotas of storage are refused with 403 `quota_exceeded`. An application is told of `budget.warning` and `budget.reached` once a month.
         */
        put: operations["replaceLimits"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/members": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the members, newest first */
        get: operations["listMembers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/members/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** See one member */
        get: operations["getMember"];
        put?: never;
        post?: never;
        /**
         * Remove a member
         * @description Keys and sessions of their own end. Keys that they made for the project stay: revoke those apart.
         */
        delete: operations["deleteMember"];
        options?: never;
        head?: never;
        /**
         * Change a member's role
         * @description From the next request on, by keys of their own too. The last owner stays one.
         */
        patch: operations["updateMember"];
        trace?: never;
    };
    "/v1/members/invitations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the invitations that are open, newest first */
        get: operations["listMembersInvitations"];
        put?: never;
        /**
         * Invite somebody
         * @description Nothing is sent: pass the token on. It opens once, within seven days.
         */
        post: operations["createMembersInvitation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/members/invitations/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Withdraw an invitation */
        delete: operations["deleteMembersInvitation"];
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
    "/v1/population": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * See what the users of the project have in common
         * @description What users begin with of whom nothing is known, where no default profile says otherwise: how the tastes of those who signalled are spread. It is estimated anew at most once an hour, and told of axes that at least ten users have said something of.
         */
        get: operations["getPopulation"];
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
    "/v1/profiles/{user}/explanation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * See what is believed of a user, and why
         * @description Axis by axis: what the next answer is steered by, where that comes from, how sure it is, its effect in words, and the signals that moved it most.
         */
        get: operations["getProfileExplanation"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/profiles/{user}/private-axis": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** See a user’s own axis */
        get: operations["getProfilePrivateAxis"];
        put?: never;
        /**
         * Fit an axis of a user’s own
         * @description From plain versions of what they wrote, which the model makes, towards how they wrote it. Nobody else is steered by it or sees it. It takes minutes, in the background: GET shows how far it is; once it has passed its evaluation, the user's answers are steered by it as far as their profile says. A user has one; asked for again, it is fitted anew. The texts are kept until its fit has ended, and no longer.
         */
        post: operations["createProfilePrivateAxi"];
        /**
         * Delete a user’s own axis
         * @description With its direction, its fits and what the profile says of it, for good. One that is fitted is fitted no further.
         */
        delete: operations["deleteProfilePrivateAxis"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/profiles/{user}/reset": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Forget what a user has signalled
         * @description All signals are deleted, and the user begins anew, where those begin of whom nothing is known. What was set by hand stays, unless `pins` says otherwise.
         */
        post: operations["resetProfile"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/profiles/{user}/texts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Learn from what a user has written
         * @description A worker reads each text beside a plain version of it that the model writes; how they differ along the active axes becomes a signal of the user, as wide as the texts are few, short or foreign to the model. GET /v1/feedback lists it, DELETE takes it back. The texts are kept nowhere. It takes about a second a text, and white space comes meanwhile; it ends where its client leaves.
         */
        post: operations["createProfileText"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/profiles/bulk": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Write up to 1,000 profiles at once
         * @description Each is written or refused by itself, as `data` says, for an axis that there is not or a user that the key does not act for; all that are not refused are written together or, where something fails, none. More than the quota of profiles is refused as a whole. The audit log has one entry.
         */
        post: operations["bulkProfiles"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
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
        /**
         * Delete the project and all that it holds
         * @description At once, and for good: axes, directions, profiles, keys, sessions, members, fits; files that no other project uses go too. What remains is its audit log, for the operator.
         */
        delete: operations["deleteProject"];
        options?: never;
        head?: never;
        /**
         * Change the project: its name, its default edits, its basis, its origins
         * @description In force from the next request on; running answers keep the basis and the strengths that they began with.
         */
        patch: operations["updateProject"];
        trace?: never;
    };
    "/v1/project/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Export all that the project holds
         * @description Lines of JSON, each an object as the API shows it: the project, its limits, members, invitations, issuers, keys and webhooks, its axes, each followed by its directions, its profiles, its fits and its audit log. Directions' files are downloaded apart.
         */
        get: operations["getProjectExport"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/projects": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the projects that one may see
         * @description A key sees its own. Who comes through Cloudflare Access, whose address is proven, sees all that they are a member of.
         */
        get: operations["listProjects"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/responses": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Answer in the form of OpenAI’s responses, and go on though the client has gone
         * @description OpenAI's responses, as far as text and functions go. `user` names whose profile steers the answer; `steering` is merged over it, axis by axis. What is streamed or made in the background is made whether or not its client stays: GET /v1/responses/{id} with `stream=true` and `starting_after` goes on where the client was. Answers are kept as long as the project says (`answer_retention_seconds`), but for those with `store: false`, which end when their client goes. Fields that are not known, or that ask for what cannot be done, are refused.
         */
        post: operations["createResponse"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/responses/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** See a response, or go on reading it as it comes */
        get: operations["getResponse"];
        put?: never;
        post?: never;
        /** Forget a response, what it was asked and what it said */
        delete: operations["deleteResponse"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/responses/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End a response that is made
         * @description One that has ended stays as it is.
         */
        post: operations["cancelResponse"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/responses/{id}/input_items": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List what a response was asked, with all that came before it */
        get: operations["listResponseInputItems"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the sessions that are open, newest first */
        get: operations["listSessions"];
        put?: never;
        /**
         * Sign in at a browser, with a key
         * @description Sets a cookie that is out of scripts’ reach and is sent to this origin alone. What changes something needs `csrf_token` as `x-csrf-token` beside it. It lives twelve hours, two without a request, and ends with the key.
         */
        post: operations["createSession"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sessions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** End a session */
        delete: operations["deleteSession"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sessions/current": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** See the session that asks */
        get: operations["getSessionsCurrent"];
        put?: never;
        post?: never;
        /** Sign out */
        delete: operations["deleteSessionsCurrent"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/usage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * See what answers used, by day, key, user, model or axis
         * @description Every answer is counted once, when it has ended: those that were cancelled, failed, or whose client left too, with the tokens that they had. Workers report them within a second or so, and keep them until the edge has them.
         */
        get: operations["listUsage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/user_tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Mint a token for a user, for an app on their device
         * @description It opens that user's own profile and answers and nothing else. The key that minted it takes it along when it is revoked.
         */
        post: operations["createUserToken"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/user_tokens/{user}": {
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
         * Revoke all tokens of a user
         * @description Those issued up to now, by a key or by an issuer of the project. One that an issuer dates in whole seconds counts as issued at the beginning of its second.
         */
        delete: operations["deleteUserToken"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/users/{user}": {
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
         * Erase all that is known of a user
         * @description Their profile and the answers that are kept go, those that are made end; what they used stays in the sums, as nobody's. The audit log keeps that they were erased, and what keys changed of their profile. Whom nobody knows is erased already. An application is told of `user.erased`.
         */
        delete: operations["deleteUser"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/users/{user}/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Export all that is known of a user
         * @description Lines of JSON: their profile, when their tokens were revoked, what their answers used, what the audit log says of them, and the answers that are kept, with what they were asked. The last line says whether that was all; there are at most 500 answers in one call.
         */
        get: operations["getUserExport"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the webhooks, newest first */
        get: operations["listWebhooks"];
        put?: never;
        /**
         * Be told of events
         * @description Messages are signed as Standard Webhooks says (`webhook-id`, `webhook-timestamp`, `webhook-signature`), so that its libraries check them: `{type, timestamp, data}` by POST. Answer 2xx within 10 s. What fails is tried again after 1, 5 and 30 minutes, 2, 5, 8 and 9 hours; the `webhook-id` stays the same. A webhook with nothing but failures for five days, or that answers 410, is disabled. `fit.finished`: {fit, axis, state, error, direction, activated}. `direction.activated`: {axis, version, previous}. `budget.warning`, `budget.reached`: {month, tokens, tokens_per_month}.
         */
        post: operations["createWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** See one webhook */
        get: operations["getWebhook"];
        put?: never;
        post?: never;
        /** Remove a webhook, with the log of its deliveries */
        delete: operations["deleteWebhook"];
        options?: never;
        head?: never;
        /**
         * Change a webhook, disable it or enable it again
         * @description What waited for one that is disabled is not sent any more, unless it is asked for.
         */
        patch: operations["updateWebhook"];
        trace?: never;
    };
    "/v1/webhooks/{id}/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * See what was sent to a webhook, newest first, and what came of it
         * @description Kept for 30 days.
         */
        get: operations["listWebhookDeliveries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/{id}/deliveries/{delivery}/redeliver": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send a message again */
        post: operations["redeliverWebhookDelivery"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/{id}/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give a webhook another secret
         * @description Until `overlap` is over, messages carry two signatures, one by each secret.
         */
        post: operations["rotateWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/{id}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a message to try a webhook
         * @description Of the type `webhook.test`, at once and once; the answer says what came of it.
         */
        post: operations["testWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/workers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** See which workers make answers, and how much they have to do */
        get: operations["listWorkers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        AcceptedInvitation: {
            /** @description Their own key; it may what their role may. */
            key: components["schemas"]["KeyWithSecret"];
            member: components["schemas"]["Member"];
        };
        Activation: {
            /**
             * @description The version to steer by from now on; an older one rolls back, null steers by none.
             * @example 2
             */
            version: number | null;
        };
        AnswerComparison: {
            candidates: {
                /** @description The receipt of this choice. */
                attune: components["schemas"]["Receipt"];
                /** @enum {string} */
                finish_reason: "stop" | "length" | "tool_calls";
                index: number;
                message: components["schemas"]["ChatAnswerMessage"];
                /** @description What steered it, by axis. */
                strengths: {
                    [key: string]: components["schemas"]["AppliedStrength"];
                };
            }[];
            created: number;
            /** @description The answer that a pick names: POST /v1/feedback {"type": "pick", "answer": id, "choice": index}. */
            id: string;
            /** @description Bits that a pick is expected to tell: 1 at most of two candidates, log2 of their number of more. */
            information: number;
            model: string;
            /** @enum {string} */
            object: "comparison";
            usage: components["schemas"]["Usage"];
            user: string;
        };
        AppliedStrength: {
            /**
             * @description add: move towards a pole. boost: amplify how far the text already leans. neutralise: pull it back to neutral.
             * @enum {string}
             */
            mode: "add" | "boost" | "neutralise";
            value: number;
        };
        /** @description low to high holds the true value at all moments together, with probability 1 - alpha: looking is free. */
        ArmEstimate: {
            high: number;
            low: number;
            value: number;
        };
        AskedMessage: {
            annotations?: unknown;
            audio?: null;
            cache_control?: unknown;
            /** @description May be missing beside tool_calls or a refusal only. */
            content?: string | (components["schemas"]["TextPart"] | {
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
        };
        AuditEntry: {
            action: string;
            actor: {
                id: string;
                /** @enum {string} */
                kind: "key" | "user_token" | "member" | "schedule";
                name: string;
            };
            /** @description As the API shows it; null where there is nothing any more. */
            after?: unknown;
            /**
             * @description Unix time in seconds.
             * @example 1782000000
             */
            at: number;
            /** @description As the API showed it; null where there was nothing. */
            before?: unknown;
            id: string;
            /** @enum {string} */
            object: "audit_entry";
            /** @description The `x-request-id` of the request. */
            request: string | null;
            target: string;
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
            /** @description When it is fitted again; null: only when asked to. */
            refit: components["schemas"]["Refit"] | null;
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
        ChatAnswerMessage: {
            /** @description null where there are calls and no text. */
            content: string | null;
            refusal: null;
            /** @enum {string} */
            role: "assistant";
            tool_calls?: components["schemas"]["ToolCall"][];
        };
        ChatChoice: {
            /** @description The receipt of this choice. */
            attune: components["schemas"]["Receipt"];
            /** @enum {string} */
            finish_reason: "stop" | "length" | "tool_calls";
            index: number;
            logprobs: components["schemas"]["Logprobs"] | null;
            message: components["schemas"]["ChatAnswerMessage"];
        };
        ChatCompletion: {
            /** @description The receipt of the first choice. */
            attune: components["schemas"]["Receipt"];
            choices: components["schemas"]["ChatChoice"][];
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
            /** @description true: the answer is made whether or not anybody waits, and fetched with GET /v1/chat/completions/{id} as long as the project keeps answers. */
            background?: boolean | null;
            /** @description Milliseconds after which the answer fails with `deadline_exceeded` if it is not complete. One that is not streamed fails with status 504 if the deadline is at most 2000, because nothing is sent before it is complete; with a longer one, as answers without a deadline do. */
            deadline_ms?: number | null;
            frequency_penalty?: number | null;
            /** @enum {string|null} */
            function_call?: "none" | "auto" | null;
            functions?: unknown[] | null;
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
            messages: components["schemas"]["AskedMessage"][];
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
        ComparisonRequest: {
            /**
             * @description How many are asked for. Where fewer can be told apart, because few axes are open, fewer come.
             * @default 2
             */
            candidates?: number;
            /** @description Milliseconds after which the answer fails with `deadline_exceeded` if it is not complete. One that is not streamed fails with status 504 if the deadline is at most 2000, because nothing is sent before it is complete; with a longer one, as answers without a deadline do. */
            deadline_ms?: number | null;
            frequency_penalty?: number | null;
            logit_bias?: {
                [key: string]: number;
            } | null;
            max_completion_tokens?: number | null;
            max_tokens?: number | null;
            messages: components["schemas"]["AskedMessage"][];
            min_p?: number | null;
            /** @example smollm2-135m-instruct */
            model: string;
            presence_penalty?: number | null;
            repetition_penalty?: number | null;
            /** @description The same seed asks the same of the same belief; unsaid, each comparison is another. */
            seed?: number | null;
            /** @description Axes whose strengths it sets are the same in all candidates. */
            steering?: components["schemas"]["Steering"] | null;
            /** @description Strings that end the text before them. Calls are not cut; empty ones are left out. */
            stop?: string | string[] | null;
            temperature?: number | null;
            /** @description 0 or -1: off. */
            top_k?: number | null;
            /** @description 0: the likeliest token alone. */
            top_p?: number | null;
            /** @description Whose profile steers the answer. */
            user?: string | null;
        };
        CompletionRequest: {
            /** @enum {number|null} */
            best_of?: 1 | null;
            /** @description Milliseconds after which the answer fails with `deadline_exceeded` if it is not complete. One that is not streamed fails with status 504 if the deadline is at most 2000, because nothing is sent before it is complete; with a longer one, as answers without a deadline do. */
            deadline_ms?: number | null;
            /** @enum {boolean|null} */
            echo?: false | null;
            frequency_penalty?: number | null;
            logit_bias?: {
                [key: string]: number;
            } | null;
            logprobs?: number | null;
            /** @description Unsaid, 16. */
            max_tokens?: number | null;
            /** @description Taken, without effect. */
            metadata?: unknown;
            min_p?: number | null;
            /** @example smollm2-135m-instruct */
            model: string;
            n?: number | null;
            presence_penalty?: number | null;
            /** @description Gone on from as it is, without the chat template; control tokens in it are what they look like. */
            prompt: string | number[] | string[] | number[][];
            repetition_penalty?: number | null;
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
                include_usage?: boolean | null;
            } | null;
            /** @enum {string|null} */
            suffix?: "" | null;
            temperature?: number | null;
            /** @description 0 or -1: off. */
            top_k?: number | null;
            /** @description 0: the likeliest token alone. */
            top_p?: number | null;
            /** @description Whose profile steers the answer. */
            user?: string | null;
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
        CurrentSession: {
            /** @description What the browser says it is. */
            agent: string;
            /**
             * @description Unix time in seconds.
             * @example 1782000000
             */
            created: number;
            /** @description To be sent as x-csrf-token with whatever changes something. */
            csrf_token: string;
            /** @description Whether it is the one that asks. */
            current: boolean;
            /**
             * @description Unix time in seconds.
             * @example 1782000000
             */
            expires_at: number;
            id: string;
            /** @description The id of the key that it was opened with; it ends with it. */
            key: string;
            /**
             * @description To the minute.
             * @example 1782000000
             */
            last_used: number;
            /** @enum {string} */
            object: "session";
            project: string;
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
            classifier: {
                high: number;
                low: number;
                value: number;
            } | null;
            /** @description By plain text features that fit the axis: their mean, in sd's. */
            features: {
                high: number;
                low: number;
                value: number;
            } | null;
        };
        EmbeddingList: {
            attune: {
                /** @description Behind which states were read. */
                layer: number;
                model_hash: string;
                /** @enum {string} */
                pooling: "mean";
            };
            data: {
                /** @description Of length 1. */
                embedding: number[] | string;
                index: number;
                /** @enum {string} */
                object: "embedding";
            }[];
            model: string;
            /** @enum {string} */
            object: "list";
            usage: {
                prompt_tokens: number;
                total_tokens: number;
            };
        };
        EmbeddingRequest: {
            dimensions?: null;
            /**
             * @description base64: 32-bit floats, little-endian.
             * @enum {string|null}
             */
            encoding_format?: "float" | "base64" | null;
            input: string | number[] | string[] | number[][];
            /** @description Behind which states are read; unsaid, the one in the middle. */
            layer?: number | null;
            /** @example smollm2-135m-instruct */
            model: string;
            /** @description Whose limits it counts against; embeddings are not steered. */
            user?: string | null;
        };
        Erasure: {
            /** @description false: there is more than one call takes; the rest goes by itself within minutes. Asking again tells. */
            complete: boolean;
            /** @enum {string} */
            object: "erasure";
            user: string;
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
        Experiment: {
            active: number;
            alpha: number;
            /**
             * @description The id of an axis; +1 is its first pole.
             * @example formal
             */
            axis: string;
            challenger: number;
            /**
             * @description Unix time in seconds.
             * @example 1782000000
             */
            created: number;
            /**
             * @description Since when the verdict is known.
             * @example 1782000000
             */
            decided: number | null;
            /**
             * @description Unix time in seconds.
             * @example 1782000000
             */
            ended: number | null;
            id: string;
            /** @enum {string} */
            metric: "approval";
            /** @enum {string} */
            object: "experiment";
            /** @enum {string} */
            promote: "manual" | "auto";
            /**
             * @description Why it ended. decided: its verdict was the active version; version_activated, version_deleted, axis_deleted: what was compared is not there any more as it was.
             * @enum {string|null}
             */
            reason: "stopped" | "promoted" | "decided" | "version_activated" | "version_deleted" | "axis_deleted" | null;
            share: number;
            /** @enum {string} */
            state: "running" | "ended";
            /**
             * @description Which of both is approved of more, once that is known.
             * @enum {string}
             */
            verdict: "undecided" | "challenger" | "active";
        };
        ExperimentArm: {
            /** @description Mean over users, each of them once; null: none counts yet. */
            approval: {
                high: number;
                low: number;
                value: number;
            } | null;
            /** @description Of them, who count by now: with three signals, or a day after their first. */
            counted: number;
            signals: number;
            /** @description Who have given a thumb or a grade of a text that it steered. */
            users: number;
            version: number;
        };
        ExperimentWithStatistics: {
            active: number;
            alpha: number;
            /**
             * @description The id of an axis; +1 is its first pole.
             * @example formal
             */
            axis: string;
            challenger: number;
            /**
             * @description Unix time in seconds.
             * @example 1782000000
             */
            created: number;
            /**
             * @description Since when the verdict is known.
             * @example 1782000000
             */
            decided: number | null;
            /**
             * @description Unix time in seconds.
             * @example 1782000000
             */
            ended: number | null;
            id: string;
            /** @enum {string} */
            metric: "approval";
            /** @enum {string} */
            object: "experiment";
            /** @enum {string} */
            promote: "manual" | "auto";
            /**
             * @description Why it ended. decided: its verdict was the active version; version_activated, version_deleted, axis_deleted: what was compared is not there any more as it was.
             * @enum {string|null}
             */
            reason: "stopped" | "promoted" | "decided" | "version_activated" | "version_deleted" | "axis_deleted" | null;
            share: number;
            /** @enum {string} */
            state: "running" | "ended";
            statistics: {
                active: components["schemas"]["ExperimentArm"];
                challenger: components["schemas"]["ExperimentArm"];
                /** @description The challenger's approval less the active version's, between -1 and 1; null: nobody to compare yet. */
                difference: {
                    high: number;
                    low: number;
                    value: number;
                } | null;
                /** @enum {string} */
                verdict: "undecided" | "challenger" | "active";
            };
            /**
             * @description Which of both is approved of more, once that is known.
             * @enum {string}
             */
            verdict: "undecided" | "challenger" | "active";
        };
        Explanation: {
            axes: {
                /**
                 * @description The id of an axis; +1 is its first pole.
                 * @example formal
                 */
                axis: string;
                /**
                 * @description In words.
                 * @example clearly more formal
                 */
                effect: string;
                high: number;
                /** @description With `high`: where their liking lies, nine times in ten. */
                low: number;
                /** @description The signals that moved it most. */
                moved_by: {
                    answer: string | null;
                    /**
                     * @description Unix time in seconds.
                     * @example 1782000000
                     */
                    at: number;
                    /** @description What the strength would be less without this signal, about. */
                    change: number;
                    signal: string;
                    /** @enum {string} */
                    type: "pick" | "thumb" | "grade" | "adjust" | "edit" | "regenerate" | "copy" | "texts";
                    value: string | number | null;
                }[];
                /** @description How much strength a reader can tell. */
                noticeable_step: number;
                /**
                 * @description hand: set, and held there. learned: from this user's signals. population: from what other users like. default: the default profile, or the project's default edits. none: nothing is known.
                 * @enum {string}
                 */
                source: "hand" | "learned" | "population" | "default" | "none";
                /** @description What the next answer is steered by. */
                strength: number;
            }[];
            /** @enum {string} */
            object: "explanation";
            /** @description How many were given; of these the newest 500 count. */
            signals: number;
            user: string;
            /** @description Of how many the project's users are whose liking is where this user began; null: of none. */
            users: number | null;
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
            /** @description The model that it is made for; null: its worker’s. */
            model_hash: string | null;
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
            /** @description Seconds of its own that it may take. */
            time_limit: number;
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
            /** @description The user that it was made for; null: none was named. */
            user: string | null;
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
        Invitation: {
            /**
             * @description Unix time in seconds.
             * @example 1782000000
             */
            created: number;
            email: string;
            /**
             * @description Unix time in seconds.
             * @example 1782000000
             */
            expires_at: number;
            id: string;
            /** @enum {string} */
            object: "invitation";
            /**
             * @description owner: everything. admin: all but people, issuers and the end of the project. editor: axes, fits, profiles, chats. viewer: chats and what was used.
             * @enum {string}
             */
            role: "owner" | "admin" | "editor" | "viewer";
        };
        InvitationAcceptance: {
            name: string;
            token: string;
        };
        InvitationWithToken: {
            /**
             * @description Unix time in seconds.
             * @example 1782000000
             */
            created: number;
            email: string;
            /**
             * @description Unix time in seconds.
             * @example 1782000000
             */
            expires_at: number;
            id: string;
            /** @enum {string} */
            object: "invitation";
            /**
             * @description owner: everything. admin: all but people, issuers and the end of the project. editor: axes, fits, profiles, chats. viewer: chats and what was used.
             * @enum {string}
             */
            role: "owner" | "admin" | "editor" | "viewer";
            /** @description For the one who is invited; shown this once. */
            token: string;
        };
        Issuer: {
            audience: string;
            /**
             * @description Unix time in seconds.
             * @example 1782000000
             */
            created: number;
            id: string;
            issuer: string;
            jwks: {
                keys: ({
                    kty: string;
                } & {
                    [key: string]: unknown;
                })[];
            } | null;
            jwks_url: string | null;
            /** @enum {string} */
            object: "issuer";
            user_claim: string;
        };
        KeptChatCompletion: {
            attune?: components["schemas"]["Receipt"];
            /** @description None before it is completed. */
            choices: components["schemas"]["ChatChoice"][];
            created: number;
            error: {
                code: string;
                message: string;
            } | null;
            id: string;
            model: string;
            /** @enum {string} */
            object: "chat.completion";
            /** @enum {string} */
            status: "queued" | "in_progress" | "completed" | "failed" | "cancelled";
            usage?: components["schemas"]["Usage"] | null;
        };
        Key: {
            /** @description The only addresses it opens from; null: all. */
            addresses: string[] | null;
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
            /** @description Of its own; null: those that the project has for keys. */
            limits: components["schemas"]["Rates"] | null;
            /** @description The member whose own it is; its scopes go by their role. */
            member: string | null;
            /** @description The only models that it may ask; null: all. */
            models: string[] | null;
            name: string;
            /** @enum {string} */
            object: "key";
            /** @description The first characters of the secret. */
            prefix: string;
            revoked: boolean;
            /** @description The key whose place it has taken. */
            rotated_from: string | null;
            scopes: ("chat" | "profiles" | "axes" | "fits" | "keys" | "project" | "usage" | "audit")[];
            /** @description The only users that it acts for; null: all. */
            users: string[] | null;
        };
        KeyChange: {
            /** @description Take the place of what the project has for keys: what is left out has no limit. null: the project’s hold. */
            limits: components["schemas"]["Rates"] | null;
        };
        KeyWithSecret: {
            /** @description The only addresses it opens from; null: all. */
            addresses: string[] | null;
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
            /** @description Of its own; null: those that the project has for keys. */
            limits: components["schemas"]["Rates"] | null;
            /** @description The member whose own it is; its scopes go by their role. */
            member: string | null;
            /** @description The only models that it may ask; null: all. */
            models: string[] | null;
            name: string;
            /** @enum {string} */
            object: "key";
            /** @description The first characters of the secret. */
            prefix: string;
            revoked: boolean;
            /** @description The key whose place it has taken. */
            rotated_from: string | null;
            scopes: ("chat" | "profiles" | "axes" | "fits" | "keys" | "project" | "usage" | "audit")[];
            /** @description Shown this once; only its SHA-256 is kept. */
            secret: string;
            /** @description The only users that it acts for; null: all. */
            users: string[] | null;
        };
        Learning: {
            /** @description false: signals are kept, and nobody is steered by what is believed of them. */
            enabled: boolean;
            /** @description Whether requests may ask for strengths drawn from what is believed (steering.explore, and POST /v1/comparisons). */
            explore: boolean;
            /** @description How far from what is believed such strengths may be on each axis: in noticeable steps, the strength by which a text of that axis changes so that a reader can tell. 1 from the start. */
            explore_steps: number;
            /** @description After so many days a signal counts half; null: for ever as much. 180 from the start. */
            half_life_days: number | null;
            /** @description Signals are deleted after so many days. 730 from the start. */
            retention_days: number;
            /** @description How much a signal of a kind counts, 1 as the model of it says; 0: not at all. */
            weights: {
                adjust: number;
                copy: number;
                edit: number;
                grade: number;
                pick: number;
                regenerate: number;
                texts: number;
                thumb: number;
            };
        };
        /** @description What is left out stays as it is. */
        LearningChange: {
            /** @description false: signals are kept, and nobody is steered by what is believed of them. */
            enabled?: boolean;
            /** @description Whether requests may ask for strengths drawn from what is believed (steering.explore, and POST /v1/comparisons). */
            explore?: boolean;
            /** @description How far from what is believed such strengths may be on each axis: in noticeable steps, the strength by which a text of that axis changes so that a reader can tell. 1 from the start. */
            explore_steps?: number;
            /** @description After so many days a signal counts half; null: for ever as much. 180 from the start. */
            half_life_days?: number | null;
            /** @description Signals are deleted after so many days. 730 from the start. */
            retention_days?: number;
            /** @description How much a signal of a kind counts, 1 as the model of it says; 0: not at all. */
            weights?: {
                adjust?: number;
                copy?: number;
                edit?: number;
                grade?: number;
                pick?: number;
                regenerate?: number;
                texts?: number;
                thumb?: number;
            };
        };
        Limits: {
            /**
             * @description A day of UTC; previews are part of their fits.
             * @default null
             */
            fits_per_day?: number | null;
            /**
             * @description Of each key that has no limits of its own.
             * @default {}
             */
            key?: components["schemas"]["Rates"];
            /** @enum {string} */
            object: "limits";
            /**
             * @description Answers of the whole project at once.
             * @default null
             */
            running?: number | null;
            storage?: components["schemas"]["StorageQuotas"];
            /**
             * @description Of prompts and answers, in a calendar month of UTC: the budget.
             * @default null
             */
            tokens_per_month?: number | null;
            used: {
                artifact_bytes: number;
                axes: number;
                /** @example 2026-11 */
                month: string;
                private_axes: number;
                profiles: number;
                /** @description In that month, of answers that have ended. */
                tokens: number;
                versions: number;
            };
            /**
             * @description Of each user.
             * @default {}
             */
            user?: components["schemas"]["Rates"];
            /**
             * @description The part of the budget at which there is a warning.
             * @default 0.8
             */
            warn_at?: number;
        };
        /** @description All limits: what is left out has none, or, of storage, the default. */
        LimitsChange: {
            /**
             * @description A day of UTC; previews are part of their fits.
             * @default null
             */
            fits_per_day?: number | null;
            /**
             * @description Of each key that has no limits of its own.
             * @default {}
             */
            key?: components["schemas"]["Rates"];
            /**
             * @description Answers of the whole project at once.
             * @default null
             */
            running?: number | null;
            storage?: components["schemas"]["StorageQuotas"];
            /**
             * @description Of prompts and answers, in a calendar month of UTC: the budget.
             * @default null
             */
            tokens_per_month?: number | null;
            /**
             * @description Of each user.
             * @default {}
             */
            user?: components["schemas"]["Rates"];
            /**
             * @description The part of the budget at which there is a warning.
             * @default 0.8
             */
            warn_at?: number;
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
            content: components["schemas"]["TokenLogprob"][];
            refusal: null;
        };
        Member: {
            /**
             * @description Unix time in seconds.
             * @example 1782000000
             */
            created: number;
            email: string;
            id: string;
            name: string;
            /** @enum {string} */
            object: "member";
            /**
             * @description owner: everything. admin: all but people, issuers and the end of the project. editor: axes, fits, profiles, chats. viewer: chats and what was used.
             * @enum {string}
             */
            role: "owner" | "admin" | "editor" | "viewer";
        };
        MemberChange: {
            /**
             * @description owner: everything. admin: all but people, issuers and the end of the project. editor: axes, fits, profiles, chats. viewer: chats and what was used.
             * @enum {string}
             */
            role: "owner" | "admin" | "editor" | "viewer";
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
        NewExperiment: {
            /**
             * @description How often, at most, a verdict falls though there is no difference; however often one looks.
             * @default 0.05
             */
            alpha?: number;
            /**
             * @description The version that the active one is compared with.
             * @example 3
             */
            challenger: number;
            /**
             * @description What decides: approval is the mean of thumbs and grades, by user.
             * @default approval
             * @enum {string}
             */
            metric?: "approval";
            /**
             * @description auto: the verdict puts the challenger in force, or ends the experiment where the active version is better.
             * @default manual
             * @enum {string}
             */
            promote?: "manual" | "auto";
            /**
             * @description Of the users, for whom the challenger is in force; at 1 there is nothing left to compare it with.
             * @default 0.5
             */
            share?: number;
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
            /**
             * @description Seconds of its own that it may take, its report too; then it is stopped. The wait for its turn does not count.
             * @default 5400
             */
            time_limit?: number;
        };
        NewInvitation: {
            /** Format: email */
            email: string;
            /**
             * @description owner: everything. admin: all but people, issuers and the end of the project. editor: axes, fits, profiles, chats. viewer: chats and what was used.
             * @enum {string}
             */
            role: "owner" | "admin" | "editor" | "viewer";
        };
        NewIssuer: {
            /** @description What the claim `aud` must name; unsaid, the project's id, which then also says whose token it is. */
            audience?: string;
            /**
             * @description As the claim `iss` of its tokens has it.
             * @example https://login.example.com
             */
            issuer: string;
            /** @description Or these keys themselves. */
            jwks?: {
                keys: ({
                    /** @enum {string} */
                    kty: "EC" | "OKP" | "RSA";
                } & {
                    [key: string]: unknown;
                })[];
            };
            /** @description Where its public keys are (JWKS), by https. */
            jwks_url?: string;
            /**
             * @description The claim that names the user.
             * @default sub
             */
            user_claim?: string;
        };
        NewKey: {
            /**
             * @description The only addresses that it opens from, or blocks of them (CIDR).
             * @example [
             *       "192.0.2.0/24",
             *       "2001:db8::/32"
             *     ]
             */
            addresses?: string[] | null;
            /** @description Unix time in seconds; absent: never. */
            expires_at?: number | null;
            /**
             * @description The ids of the only models that it may ask.
             * @example [
             *       "smollm2-135m-instruct"
             *     ]
             */
            models?: string[] | null;
            name: string;
            scopes: ("chat" | "profiles" | "axes" | "fits" | "keys" | "project" | "usage" | "audit")[];
            /**
             * @description The only users that it acts for: chats name one of them as `user`, and other profiles and answers are not reached.
             * @example [
             *       "ada"
             *     ]
             */
            users?: string[] | null;
        };
        NewPrivateAxis: {
            /** @description The model that it is for; unsaid, one that the active axes were fitted for. */
            model?: string;
            /**
             * @description What their profile then says of it. 1: as far towards how they write as is safe.
             * @default 0.5
             */
            strength?: number;
            /**
             * @description What the user has written, best some sentences each. The first 1500 characters of each are read.
             * @example [
             *       "Dear all, please find enclosed the minutes of our last meeting, with my sincere thanks to those who came."
             *     ]
             */
            texts: string[];
        };
        NewRefit: {
            /**
             * @description Minute, hour, day, month, weekday, in UTC; once an hour at most.
             * @default null
             * @example 0 3 * * 1
             */
            cron?: string | null;
            /**
             * @description Counted from now; a month is thirty days.
             * @default null
             * @enum {string|null}
             */
            every?: "day" | "week" | "month" | null;
            /**
             * @description Whether it is fitted, once, for each model that is served and that it has no direction for.
             * @default false
             */
            on_model_change?: boolean;
        };
        NewSession: {
            key: string;
        };
        NewSignal: {
            /**
             * @description The `id` of the answer that it is about, of whichever API.
             * @example chatcmpl_a_0123…
             */
            answer: string;
            /** @description When it was given, in Unix seconds, where it is sent later. Order does not matter. */
            at?: number;
            /**
             * @description Which of the choices of the answer.
             * @default 0
             */
            choice?: number;
            /** @description The signal's own name, unique for its user: what is sent again under it changes nothing. Unsaid, each is another one. */
            id?: string;
            /** @enum {string} */
            type: "thumb";
            /** @description Whose it is. Unsaid, the user that the answer was made for; needed where no answer is named. */
            user?: string | null;
            /** @enum {string} */
            value: "up" | "down";
        } | {
            /**
             * @description The `id` of the answer that it is about, of whichever API.
             * @example chatcmpl_a_0123…
             */
            answer: string;
            /** @description When it was given, in Unix seconds, where it is sent later. Order does not matter. */
            at?: number;
            /**
             * @description Which of the choices of the answer.
             * @default 0
             */
            choice?: number;
            /** @description The signal's own name, unique for its user: what is sent again under it changes nothing. Unsaid, each is another one. */
            id?: string;
            /** @enum {string} */
            type: "grade";
            /** @description Whose it is. Unsaid, the user that the answer was made for; needed where no answer is named. */
            user?: string | null;
            value: number;
        } | {
            /**
             * @description The `id` of the answer that it is about, of whichever API.
             * @example chatcmpl_a_0123…
             */
            answer: string;
            /** @description When it was given, in Unix seconds, where it is sent later. Order does not matter. */
            at?: number;
            /** @description The choice that was liked best of all choices of the answer. */
            choice: number;
            /** @description The signal's own name, unique for its user: what is sent again under it changes nothing. Unsaid, each is another one. */
            id?: string;
            /** @enum {string} */
            type: "pick";
            /** @description Whose it is. Unsaid, the user that the answer was made for; needed where no answer is named. */
            user?: string | null;
        } | {
            /**
             * @description Unsaid: compared with what the profile says now.
             * @example chatcmpl_a_0123…
             */
            answer?: string;
            /** @description When it was given, in Unix seconds, where it is sent later. Order does not matter. */
            at?: number;
            /**
             * @description The id of an axis; +1 is its first pole.
             * @example formal
             */
            axis: string;
            /** @default 0 */
            choice?: number;
            /** @description The signal's own name, unique for its user: what is sent again under it changes nothing. Unsaid, each is another one. */
            id?: string;
            /** @enum {string} */
            type: "adjust";
            /** @description Whose it is. Unsaid, the user that the answer was made for; needed where no answer is named. */
            user?: string | null;
            /**
             * @description More or less of the axis's first pole.
             * @enum {string}
             */
            value: "more" | "less";
        } | {
            /**
             * @description The `id` of the answer that it is about, of whichever API.
             * @example chatcmpl_a_0123…
             */
            answer: string;
            /** @description When it was given, in Unix seconds, where it is sent later. Order does not matter. */
            at?: number;
            /**
             * @description Which of the choices of the answer.
             * @default 0
             */
            choice?: number;
            /** @description What the user made of it. */
            edited: string;
            /** @description The signal's own name, unique for its user: what is sent again under it changes nothing. Unsaid, each is another one. */
            id?: string;
            /** @description The text as it was answered. */
            original: string;
            /** @enum {string} */
            type: "edit";
            /** @description Whose it is. Unsaid, the user that the answer was made for; needed where no answer is named. */
            user?: string | null;
        } | {
            /**
             * @description The `id` of the answer that it is about, of whichever API.
             * @example chatcmpl_a_0123…
             */
            answer: string;
            /** @description When it was given, in Unix seconds, where it is sent later. Order does not matter. */
            at?: number;
            /**
             * @description Which of the choices of the answer.
             * @default 0
             */
            choice?: number;
            /** @description The signal's own name, unique for its user: what is sent again under it changes nothing. Unsaid, each is another one. */
            id?: string;
            /** @enum {string} */
            type: "regenerate";
            /** @description Whose it is. Unsaid, the user that the answer was made for; needed where no answer is named. */
            user?: string | null;
        } | {
            /**
             * @description The `id` of the answer that it is about, of whichever API.
             * @example chatcmpl_a_0123…
             */
            answer: string;
            /** @description When it was given, in Unix seconds, where it is sent later. Order does not matter. */
            at?: number;
            /**
             * @description Which of the choices of the answer.
             * @default 0
             */
            choice?: number;
            /** @description The signal's own name, unique for its user: what is sent again under it changes nothing. Unsaid, each is another one. */
            id?: string;
            /** @enum {string} */
            type: "copy";
            /** @description Whose it is. Unsaid, the user that the answer was made for; needed where no answer is named. */
            user?: string | null;
        };
        NewTexts: {
            /** @description The name of the signal that comes of it, unique for its user: what is sent again under it isn't read again. */
            id?: string;
            /** @description By which model they are read; unsaid, by one that the active axes were fitted for. */
            model?: string;
            /**
             * @description Whether what came of texts before is dropped. Unsaid, all of it counts together.
             * @default false
             */
            replace?: boolean;
            /**
             * @description What the user has written, best some sentences each. The first 1500 characters of each are read.
             * @example [
             *       "Dear all, please find enclosed the minutes of our last meeting, with my sincere thanks to those who came."
             *     ]
             */
            texts: string[];
        };
        NewUserToken: {
            /**
             * @description Seconds; no longer than the key that mints it lives.
             * @default 900
             */
            expires_in?: number;
            user: string;
        };
        NewWebhook: {
            /** @description What it is told of. */
            events: ("fit.finished" | "direction.activated" | "experiment.decided" | "budget.warning" | "budget.reached" | "user.erased")[];
            /**
             * @description https, at a public address, without user, password or redirect.
             * @example https://app.example.com/attune
             */
            url: string;
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
        Population: {
            /**
             * @description Those of which enough users have said something.
             * @example {
             *       "formal": {
             *         "mean": 0.31,
             *         "deviation": 0.4
             *       }
             *     }
             */
            axes: {
                [key: string]: {
                    /** @description Between users, as a standard deviation. */
                    deviation: number;
                    /** @description The strength that users like on average, and that new ones begin with. */
                    mean: number;
                };
            };
            /**
             * @description Unix time in seconds.
             * @example 1782000000
             */
            computed: number | null;
            /** @enum {string} */
            object: "population";
            /** @description Of how many it was made; 0: too few have said what they like. */
            users: number;
        };
        PrivateAxis: {
            /** @description Whether their answers are steered by it. */
            active: boolean;
            /**
             * @description What their profile and their answers' receipts call it.
             * @example formal
             */
            axis: string;
            /**
             * @description Unix time in seconds.
             * @example 1782000000
             */
            created: number;
            /** @description What the last fit came to. One that did not pass steers nobody: more texts may. */
            evaluation: {
                passed: boolean;
                /** @description Why it did not pass, or what to know. */
                reasons: string[];
            } | null;
            /** @description How far the last fit of it is, or how it ended. */
            fit: {
                error: {
                    code: string;
                    message: string;
                } | null;
                message: string;
                progress: number;
                /** @enum {string} */
                state: "queued" | "running" | "done" | "failed" | "cancelled";
            } | null;
            /** @enum {string} */
            object: "private_axis";
            /** @description As their profile has it, where PATCH changes it; null: it says nothing of it any more. */
            strength: number | null;
            user: string;
        };
        Profile: {
            /**
             * @description Which of the strengths were learned, and how unsure each is, as a standard deviation. The others were set by hand, and stay until they are set to null.
             * @example {
             *       "formal": {
             *         "deviation": 0.18
             *       }
             *     }
             */
            learned: {
                [key: string]: {
                    deviation: number;
                };
            };
            /** @enum {string} */
            object: "profile";
            /** @description false: never set; the default profile is what is shown and used. */
            stored: boolean;
            /** @description What the user is steered by: what was set by hand, and for all else what was learned. */
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
        /** @description Per axis; a number holds it there, null removes it from the profile, or leaves it to what is learnt. */
        ProfileChange: {
            strengths: {
                [key: string]: components["schemas"]["StoredStrength"] | null;
            };
        };
        ProfileReset: {
            /**
             * @description Whether what was set by hand goes too.
             * @default false
             */
            pins?: boolean;
        };
        /** @description One for each that was sent, in its order. */
        ProfileResults: {
            data: {
                error: {
                    code: string;
                    message: string;
                    param: string | null;
                } | null;
                /** @enum {string} */
                object: "profile_result";
                /** @enum {string} */
                status: "written" | "deleted" | "refused";
                user: string;
            }[];
            deleted: number;
            /** @enum {boolean} */
            has_more: false;
            /** @enum {string} */
            object: "list";
            refused: number;
            written: number;
        };
        ProfileStrengths: {
            strengths: {
                [key: string]: components["schemas"]["StoredStrength"];
            };
        };
        /** @description replace: as PUT does; merge: as PATCH, per axis, null removes; delete: forget. Each user once. */
        ProfileWrites: {
            profiles: ({
                /** @enum {string} */
                mode: "replace";
                strengths: {
                    [key: string]: components["schemas"]["StoredStrength"];
                };
                user: string;
            } | {
                /** @enum {string} */
                mode: "merge";
                strengths: {
                    [key: string]: components["schemas"]["StoredStrength"] | null;
                };
                user: string;
            } | {
                /** @enum {string} */
                mode: "delete";
                user: string;
            })[];
        };
        Project: {
            /**
             * @description Seconds for which answers of /v1/responses, and of chat completions with background, are kept to be fetched, resumed and gone on from, from when they are asked for. 0: none is ever written to a disk; background and whatever needs kept answers is refused then.
             * @example 86400
             */
            answer_retention_seconds: number;
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
            learning: components["schemas"]["Learning"];
            /** @description Whether the operator's logs and traces hold what answers are asked for (the first 4,000 characters of each). Off, there is nothing in them that anybody wrote. */
            log_prompts: boolean;
            name: string;
            /** @enum {string} */
            object: "project";
            /** @description Of web pages that may read its answers. */
            origins: string[];
        };
        ProjectChange: {
            /**
             * @description Seconds for which answers of /v1/responses, and of chat completions with background, are kept to be fetched, resumed and gone on from, from when they are asked for. 0: none is ever written to a disk; background and whatever needs kept answers is refused then.
             * @example 86400
             */
            answer_retention_seconds?: number;
            /**
             * @description raw: each axis moves along its direction as fitted. Directions are correlated: moving one axis moves others, and sums of opposed ones cancel. orthogonal: mode add moves along the nearest vectors that are orthogonal to one another, over all active directions of the project for the model (Löwdin), each as far as it was calibrated to. Boost, neutralise and conditions act along the directions as fitted in either. More than 64 active directions are steered raw.
             * @enum {string}
             */
            basis?: "raw" | "orthogonal";
            /** @description Replaces the default edits: strength by axis, applied to every answer, beneath the profile and the request, which win axis by axis. {helpful: 0.5} aligns a base model for everybody. An axis acts as soon as it has an active direction. */
            default_edits?: {
                [key: string]: components["schemas"]["StoredStrength"];
            };
            /** @description How profiles learn; what is left out stays as it is. */
            learning?: components["schemas"]["LearningChange"];
            /** @description Whether the operator's logs and traces hold what answers are asked for (the first 4,000 characters of each). Off, there is nothing in them that anybody wrote. */
            log_prompts?: boolean;
            name?: string;
            /**
             * @description Replaces the origins of web pages that may call the API with keys of this project and read its answers (CORS). A key in a page is seen by whoever opens it: give it the scope chat alone.
             * @example [
             *       "https://app.example.com"
             *     ]
             */
            origins?: string[];
        };
        ProjectDeletion: {
            /** @description The project's name, to be sure. */
            confirm: string;
        };
        /** @description null: no limit. */
        Rates: {
            /** @default null */
            requests_per_minute?: number | null;
            /**
             * @description Answers that are made or wait at once.
             * @default null
             */
            running?: number | null;
            /**
             * @description Of prompts and answers. What an answer may take at most counts when it begins, what it took when it has ended.
             * @default null
             */
            tokens_per_minute?: number | null;
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
                /**
                 * @description Only of a change that came of what the user signalled; `seq` is then that of the last one of the client.
                 * @enum {string}
                 */
                by?: "signals";
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
                /** @description How far the answer leaned on the axis after all edits, in units of strength: neutral text leans 0, and strength 1 moves it by about 1. The mean over the generated tokens that were read, whatever the strength was at them; null where nothing was read yet, and where the direction cannot say: an operator's. */
                lean: number | null;
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
            /** @description Whether its strengths were drawn from what is believed of the user (steering.explore); false: they are what is. */
            explored: boolean;
            generation: string;
            model: string;
            model_hash: string;
            /** @description Axes that did not steer the answer, and how far it leaned on them all the same. */
            observed: {
                axis: string;
                /** @description SHA-256 of the direction that the answer was read by. */
                direction: string;
                /** @description How far the answer leaned on the axis after all edits, in units of strength: neutral text leans 0, and strength 1 moves it by about 1. The mean over the generated tokens that were read, whatever the strength was at them; null where nothing was read yet, and where the direction cannot say: an operator's. */
                lean: number | null;
                /** @description How many generated tokens were read. */
                tokens: number;
                version: number;
            }[];
            /** @description Whether an answer is the same to the last bit whatever the worker writes beside it: proven on its CPU when it started. */
            row_exact: boolean;
            /**
             * @description Which tokens are edited. generated: every generated token. answer: the last prompt token too, so that even the first token moves. all: the whole prompt (such a prompt never enters the shared prefix cache).
             * @enum {string}
             */
            scope: "generated" | "answer" | "all";
            weight_form: string;
        };
        Refit: {
            cron: string | null;
            /** @enum {string|null} */
            every: "day" | "week" | "month" | null;
            /** @description The last fit that was started so. */
            last_fit: string | null;
            /**
             * @description When the clock starts the next fit.
             * @example 1782000000
             */
            next: number | null;
            on_model_change: boolean;
            /** @description Why the last one was not started; null where it was. */
            problem: string | null;
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
        Response: {
            /** @description The receipt; until it is made, the generation that PATCH /v1/generations/{id} steers. */
            attune: components["schemas"]["Receipt"] | {
                generation: string;
            };
            background: boolean;
            /**
             * @description Unix time in seconds.
             * @example 1782000000
             */
            completed_at: number | null;
            /**
             * @description Unix time in seconds.
             * @example 1782000000
             */
            created_at: number;
            /** @description `type` is the code of the same error elsewhere in this API. */
            error: {
                /** @enum {string} */
                code: "server_error";
                message: string;
                type: string;
            } | null;
            /** @example resp_a_0123… */
            id: string;
            incomplete_details: {
                /** @enum {string} */
                reason: "max_output_tokens";
            } | null;
            instructions: string | null;
            max_output_tokens: number | null;
            max_tool_calls: null;
            metadata: {
                [key: string]: string;
            };
            model: string;
            /** @enum {string} */
            object: "response";
            output: (components["schemas"]["ResponseOutputMessage"] | components["schemas"]["ResponseOutputCall"])[];
            parallel_tool_calls: boolean;
            previous_response_id: string | null;
            reasoning: {
                effort: null;
                summary: null;
            };
            safety_identifier: string | null;
            /** @enum {string} */
            service_tier: "default";
            /** @enum {string} */
            status: "queued" | "in_progress" | "completed" | "incomplete" | "failed" | "cancelled";
            /** @description Whether it is kept, and can be fetched by its id. */
            store: boolean;
            temperature: number;
            text: {
                format: {
                    /** @enum {string} */
                    type: "text";
                } | {
                    /** @enum {string} */
                    type: "json_object";
                } | components["schemas"]["ResponseSchemaFormat"];
                /** @enum {string} */
                verbosity: "medium";
            };
            tool_choice: ("none" | "auto" | "required") | {
                name: string;
                /** @enum {string} */
                type: "function";
            } | components["schemas"]["ResponseAllowedTools"];
            tools: {
                description: string | null;
                name: string;
                parameters: {
                    [key: string]: unknown;
                } | null;
                strict: boolean;
                /** @enum {string} */
                type: "function";
            }[];
            top_logprobs: number;
            top_p: number;
            /** @enum {string} */
            truncation: "disabled";
            usage: {
                input_tokens: number;
                input_tokens_details: {
                    cache_write_tokens: number;
                    /** @description Tokens that were not run: an earlier prompt began alike. */
                    cached_tokens: number;
                };
                output_tokens: number;
                output_tokens_details: {
                    reasoning_tokens: number;
                };
                total_tokens: number;
            } | null;
            user: string | null;
        };
        ResponseAllowedTools: {
            /** @enum {string} */
            mode: "auto" | "required";
            tools: {
                name: string;
                /** @enum {string} */
                type: "function";
            }[];
            /** @enum {string} */
            type: "allowed_tools";
        };
        /** @description One `data:` line; its `event:` line has the type. */
        ResponseEvent: {
            response: components["schemas"]["Response"];
            /** @description From 0; a stream is resumed after one. */
            sequence_number: number;
            /** @enum {string} */
            type: "response.created";
        } | {
            response: components["schemas"]["Response"];
            /** @description From 0; a stream is resumed after one. */
            sequence_number: number;
            /** @enum {string} */
            type: "response.queued";
        } | {
            response: components["schemas"]["Response"];
            /** @description From 0; a stream is resumed after one. */
            sequence_number: number;
            /** @enum {string} */
            type: "response.in_progress";
        } | {
            item: components["schemas"]["ResponseOutputMessage"] | components["schemas"]["ResponseOutputCall"];
            output_index: number;
            /** @description From 0; a stream is resumed after one. */
            sequence_number: number;
            /** @enum {string} */
            type: "response.output_item.added";
        } | {
            /** @enum {number} */
            content_index: 0;
            item_id: string;
            output_index: number;
            part: components["schemas"]["ResponseOutputText"];
            /** @description From 0; a stream is resumed after one. */
            sequence_number: number;
            /** @enum {string} */
            type: "response.content_part.added";
        } | {
            /** @enum {number} */
            content_index: 0;
            delta: string;
            item_id: string;
            logprobs: components["schemas"]["TokenLogprob"][];
            output_index: number;
            /** @description From 0; a stream is resumed after one. */
            sequence_number: number;
            /** @enum {string} */
            type: "response.output_text.delta";
        } | {
            /** @enum {number} */
            content_index: 0;
            item_id: string;
            logprobs: components["schemas"]["TokenLogprob"][];
            output_index: number;
            /** @description From 0; a stream is resumed after one. */
            sequence_number: number;
            text: string;
            /** @enum {string} */
            type: "response.output_text.done";
        } | {
            /** @enum {number} */
            content_index: 0;
            item_id: string;
            output_index: number;
            part: components["schemas"]["ResponseOutputText"];
            /** @description From 0; a stream is resumed after one. */
            sequence_number: number;
            /** @enum {string} */
            type: "response.content_part.done";
        } | {
            delta: string;
            item_id: string;
            output_index: number;
            /** @description From 0; a stream is resumed after one. */
            sequence_number: number;
            /** @enum {string} */
            type: "response.function_call_arguments.delta";
        } | {
            arguments: string;
            item_id: string;
            name: string;
            output_index: number;
            /** @description From 0; a stream is resumed after one. */
            sequence_number: number;
            /** @enum {string} */
            type: "response.function_call_arguments.done";
        } | {
            item: components["schemas"]["ResponseOutputMessage"] | components["schemas"]["ResponseOutputCall"];
            output_index: number;
            /** @description From 0; a stream is resumed after one. */
            sequence_number: number;
            /** @enum {string} */
            type: "response.output_item.done";
        } | {
            response: components["schemas"]["Response"];
            /** @description From 0; a stream is resumed after one. */
            sequence_number: number;
            /** @enum {string} */
            type: "response.completed";
        } | {
            response: components["schemas"]["Response"];
            /** @description From 0; a stream is resumed after one. */
            sequence_number: number;
            /** @enum {string} */
            type: "response.incomplete";
        } | {
            response: components["schemas"]["Response"];
            /** @description From 0; a stream is resumed after one. */
            sequence_number: number;
            /** @enum {string} */
            type: "response.failed";
        };
        ResponseInputCall: {
            /** @description JSON, as text. */
            arguments: string;
            call_id: string;
            id?: string | null;
            name: string;
            /** @enum {string|null} */
            status?: "in_progress" | "completed" | "incomplete" | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "function_call";
        };
        ResponseInputCallOutput: {
            call_id: string;
            id?: string | null;
            output: string | ({
                prompt_cache_breakpoint?: unknown;
                text: string;
                /** @enum {string} */
                type: "input_text";
            } | {
                annotations?: unknown;
                logprobs?: unknown;
                text: string;
                /** @enum {string} */
                type: "output_text";
            } | {
                refusal: string;
                /** @enum {string} */
                type: "refusal";
            })[];
            /** @enum {string|null} */
            status?: "in_progress" | "completed" | "incomplete" | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "function_call_output";
        };
        ResponseInputMessage: {
            content: string | ({
                prompt_cache_breakpoint?: unknown;
                text: string;
                /** @enum {string} */
                type: "input_text";
            } | {
                annotations?: unknown;
                logprobs?: unknown;
                text: string;
                /** @enum {string} */
                type: "output_text";
            } | {
                refusal: string;
                /** @enum {string} */
                type: "refusal";
            })[];
            id?: string | null;
            phase?: unknown;
            /** @enum {string} */
            role: "user" | "assistant" | "system" | "developer";
            /** @enum {string|null} */
            status?: "in_progress" | "completed" | "incomplete" | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "message";
        };
        ResponseOutputCall: {
            /** @description JSON, as text. */
            arguments: string;
            /** @description What its function_call_output names. */
            call_id: string;
            id: string;
            name: string;
            /** @enum {string} */
            status: "in_progress" | "completed" | "incomplete";
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "function_call";
        };
        ResponseOutputMessage: {
            content: components["schemas"]["ResponseOutputText"][];
            id: string;
            /** @enum {string} */
            role: "assistant";
            /** @enum {string} */
            status: "in_progress" | "completed" | "incomplete";
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "message";
        };
        ResponseOutputText: {
            annotations: unknown[];
            logprobs?: components["schemas"]["TokenLogprob"][];
            text: string;
            /** @enum {string} */
            type: "output_text";
        };
        ResponseRequest: {
            access_programs?: null;
            /** @description true: the answer is made whether or not anybody waits, and is fetched by its id. */
            background?: boolean | null;
            context_management?: null;
            conversation?: null;
            /** @description Milliseconds after which the answer fails with `deadline_exceeded` if it is not complete. One that is not streamed fails with status 504 if the deadline is at most 2000, because nothing is sent before it is complete; with a longer one, as answers without a deadline do. */
            deadline_ms?: number | null;
            frequency_penalty?: number | null;
            image?: null;
            include?: ("message.output_text.logprobs" | "code_interpreter_call.outputs" | "computer_call_output.output.image_url" | "file_search_call.results" | "message.input_image.image_url" | "reasoning.encrypted_content" | "web_search_call.action.sources" | "web_search_call.results")[] | null;
            input: string | (components["schemas"]["ResponseInputMessage"] | components["schemas"]["ResponseInputCall"] | components["schemas"]["ResponseInputCallOutput"])[];
            /** @description The system message. Not taken over from answers before. */
            instructions?: string | null;
            logit_bias?: {
                [key: string]: number;
            } | null;
            max_output_tokens?: number | null;
            /** @description Taken, without effect. */
            max_tool_calls?: unknown;
            metadata?: {
                [key: string]: string;
            } | null;
            min_p?: number | null;
            /** @example smollm2-135m-instruct */
            model: string;
            moderation?: null;
            parallel_tool_calls?: boolean | null;
            presence_penalty?: number | null;
            /** @description A kept answer that this one goes on from: all that it was asked, and it, come before `input`. */
            previous_response_id?: string | null;
            prompt?: null;
            /** @description Taken, without effect. */
            prompt_cache_key?: unknown;
            /** @description Taken, without effect. */
            prompt_cache_options?: unknown;
            /** @description Taken, without effect. */
            prompt_cache_retention?: unknown;
            reasoning?: {
                /** @enum {string|null} */
                effort?: "none" | null;
                generate_summary?: null;
                summary?: null;
            } | null;
            repetition_penalty?: number | null;
            /** @description Taken, without effect. */
            safety_identifier?: string | null;
            /** @description A whole number of at most 64 bits. */
            seed?: number | null;
            /** @description Taken, without effect. */
            service_tier?: unknown;
            steering?: components["schemas"]["Steering"] | null;
            /** @description Strings that end the text before them. Calls are not cut; empty ones are left out. */
            stop?: string | string[] | null;
            /** @description false: the answer is kept nowhere, and ends when its client goes. Otherwise it is kept as long as the project says. */
            store?: boolean | null;
            stream?: boolean | null;
            stream_options?: {
                /** @description Events are never padded. */
                include_obfuscation?: boolean | null;
            } | null;
            temperature?: number | null;
            text?: {
                format?: {
                    /** @enum {string} */
                    type: "text";
                } | {
                    /** @enum {string} */
                    type: "json_object";
                } | components["schemas"]["ResponseSchemaFormat"] | null;
                /** @enum {string|null} */
                verbosity?: "medium" | null;
            } | null;
            tool_choice?: ("none" | "auto" | "required") | {
                name: string;
                /** @enum {string} */
                type: "function";
            } | components["schemas"]["ResponseAllowedTools"] | null;
            tools?: {
                description?: string | null;
                name: string;
                /** @description JSON Schema, draft 2020-12. What cannot be enforced is refused. */
                parameters?: {
                    [key: string]: unknown;
                } | null;
                strict?: boolean | null;
                /** @enum {string} */
                type: "function";
            }[] | null;
            /** @description 0 or -1: off. */
            top_k?: number | null;
            top_logprobs?: number | null;
            /** @description 0: the likeliest token alone. */
            top_p?: number | null;
            /** @enum {string|null} */
            truncation?: "disabled" | null;
            /** @description Whose profile steers the answer. */
            user?: string | null;
        };
        ResponseSchemaFormat: {
            description?: string | null;
            name: string;
            /** @description JSON Schema, draft 2020-12. What cannot be enforced is refused. */
            schema: {
                [key: string]: unknown;
            };
            strict?: boolean | null;
            /** @enum {string} */
            type: "json_schema";
        };
        Rotation: {
            /**
             * @description How long the old secret still opens.
             * @default 86400
             */
            overlap_seconds?: number;
        };
        Session: {
            /** @description What the browser says it is. */
            agent: string;
            /**
             * @description Unix time in seconds.
             * @example 1782000000
             */
            created: number;
            /** @description Whether it is the one that asks. */
            current: boolean;
            /**
             * @description Unix time in seconds.
             * @example 1782000000
             */
            expires_at: number;
            id: string;
            /** @description The id of the key that it was opened with; it ends with it. */
            key: string;
            /**
             * @description To the minute.
             * @example 1782000000
             */
            last_used: number;
            /** @enum {string} */
            object: "session";
            project: string;
        };
        Signal: {
            answer: string | null;
            /**
             * @description Unix time in seconds.
             * @example 1782000000
             */
            at: number;
            /** @description Which it says something of. */
            axes: string[];
            /**
             * @description The id of an axis; +1 is its first pole.
             * @example formal
             */
            axis: string | null;
            choice: number | null;
            /**
             * @description Unix time in seconds.
             * @example 1782000000
             */
            created: number;
            /** @description By which it is deleted. */
            id: string;
            /** @description As its sender calls it. */
            name: string;
            /** @enum {string} */
            object: "signal";
            /** @enum {string} */
            type: "pick" | "thumb" | "grade" | "adjust" | "edit" | "regenerate" | "copy" | "texts";
            user: string;
            /** @description As it was sent. */
            value: string | number | null;
        };
        Steering: {
            /**
             * @description Unsaid, the project's own holds.
             * @enum {string}
             */
            basis?: "raw" | "orthogonal";
            /**
             * @description Whether the answer is to find out what its user likes: strengths are drawn from what is believed of them, and several choices (n) are told apart so that a pick among them says most. Axes that the request or a hand has set stay as they are, and so does all of an answer with tools or a response_format. Receipts say `explored`.
             * @default false
             */
            explore?: boolean;
            /**
             * @description What of structured output (response_format, tool calls) is edited. edit: all of it. strings: only the texts inside it, not its keys, numbers and punctuation. spare: nothing. Answers without structure are edited whole.
             * @default edit
             * @enum {string}
             */
            json?: "edit" | "strings" | "spare";
            /**
             * @description Whether the answer follows what its user signals while it runs, from the next token on. Axes that the request sets stay as they are.
             * @default false
             */
            live?: boolean;
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
        StorageQuotas: {
            /**
             * @description Of the directions’ files.
             * @default 10737418240
             */
            artifact_bytes?: number;
            /** @default 1000 */
            axes?: number;
            /**
             * @description Of users, one each.
             * @default 1000
             */
            private_axes?: number;
            /** @default 1000000 */
            profiles?: number;
            /**
             * @description Of all axes’ directions.
             * @default 10000
             */
            versions?: number;
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
        /** @description Streams have the same shape, a piece of a choice at a time. */
        TextCompletion: {
            choices: {
                /** @description The receipt, where the choice has ended. */
                attune?: components["schemas"]["Receipt"];
                /** @enum {string|null} */
                finish_reason: "stop" | "length" | "tool_calls" | null;
                /** @description Of the prompt’s place times n, and the choice’s. */
                index: number;
                logprobs: {
                    /** @description Where each token begins in the text. */
                    text_offset: number[];
                    token_logprobs: number[];
                    tokens: string[];
                    top_logprobs: {
                        [key: string]: number;
                    }[];
                } | null;
                text: string;
            }[];
            created: number;
            id: string;
            model: string;
            /** @enum {string} */
            object: "text_completion";
            usage?: components["schemas"]["Usage"] | null;
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
        TextPart: {
            cache_control?: unknown;
            prompt_cache_breakpoint?: unknown;
            text: string;
            /** @enum {string} */
            type: "text";
        };
        Texts: {
            negative: string[];
            positive: string[];
        };
        TextsRead: {
            /** @description The others, by their place in the list. short: of a few words. foreign: in a language or an alphabet that the model hardly reads. no_plain_version: the model found no plain words for it. */
            not_used: {
                text: number;
                /** @enum {string} */
                why: "short" | "foreign" | "no_plain_version";
            }[];
            /** @enum {string} */
            object: "texts_read";
            /** @description What these texts say of the strengths that the user likes, and how unsure that is. */
            read: {
                [key: string]: {
                    deviation: number;
                    strength: number;
                };
            };
            /** @description What came of them, as GET /v1/feedback lists it; null where none of them could be used. */
            signal: components["schemas"]["Signal"] | null;
            /** @description How many of the texts could be used; null where they had been read before, under the same `id`. */
            used: number | null;
            user: string;
        };
        TokenLogprob: {
            bytes: number[];
            logprob: number;
            token: string;
            top_logprobs: {
                bytes: number[];
                logprob: number;
                token: string;
            }[];
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
        UsageOfGroup: {
            answers: number;
            /** @description Of the prompts’ tokens, those that were not run. */
            cached_tokens?: number;
            cancelled?: number;
            completion_tokens?: number;
            failed?: number;
            /** @description This and what follows: not by axis. */
            finished?: number;
            /** @description The day, the key’s id, the user, the model or the axis. Empty: none was named. */
            group: string;
            /** @description By axis: the mean of |strength| over those tokens. */
            mean_strength?: number;
            /** @enum {string} */
            object: "usage";
            /** @description None of answers that never left the queue. */
            prompt_tokens?: number;
            /** @description By axis: token states that it was applied to. */
            tokens_edited?: number;
            total_tokens?: number;
        };
        UserToken: {
            /**
             * @description Unix time in seconds.
             * @example 1782000000
             */
            expires_at: number;
            /** @enum {string} */
            object: "user_token";
            /** @description A bearer token. What is in it is nobody else’s business and may change. */
            token: string;
            user: string;
        };
        Webhook: {
            /**
             * @description Unix time in seconds.
             * @example 1782000000
             */
            created: number;
            /** @description Why nothing is sent to it; null while something is. */
            disabled_reason: string | null;
            enabled: boolean;
            events: ("fit.finished" | "direction.activated" | "experiment.decided" | "budget.warning" | "budget.reached" | "user.erased")[];
            /**
             * @description The first of the failures since the last success.
             * @example 1782000000
             */
            failing_since: number | null;
            id: string;
            /** @enum {string} */
            object: "webhook";
            /**
             * @description Until when the old secret signs too.
             * @example 1782000000
             */
            overlap_until: number | null;
            /**
             * @description Unix time in seconds.
             * @example 1782000000
             */
            updated: number;
            url: string;
        };
        WebhookChange: {
            /** @description true, for one that was disabled: it is tried anew. */
            enabled?: boolean;
            /** @description What it is told of. */
            events?: ("fit.finished" | "direction.activated" | "experiment.decided" | "budget.warning" | "budget.reached" | "user.erased")[];
            /**
             * @description https, at a public address, without user, password or redirect.
             * @example https://app.example.com/attune
             */
            url?: string;
        };
        WebhookDelivery: {
            attempts: {
                /**
                 * @description Unix time in seconds.
                 * @example 1782000000
                 */
                at: number;
                /** @description null: it was taken. refused (not 2xx), redirected, timed_out (10 s), unreachable, not_resolved, no_address, private_address. */
                code: string | null;
                duration_ms: number;
                /** @description The answer's; null where none came. */
                status: number | null;
            }[];
            /**
             * @description Unix time in seconds.
             * @example 1782000000
             */
            created: number;
            event: {
                /**
                 * @description Unix time in seconds.
                 * @example 1782000000
                 */
                created: number;
                /** @description The `webhook-id` of the message: the same however often it is sent. */
                id: string;
                /** @enum {string} */
                type: "fit.finished" | "direction.activated" | "experiment.decided" | "budget.warning" | "budget.reached" | "user.erased" | "webhook.test";
            };
            id: string;
            /**
             * @description Unix time in seconds.
             * @example 1782000000
             */
            next_attempt: number | null;
            /** @enum {string} */
            object: "webhook_delivery";
            /** @enum {string} */
            state: "pending" | "delivered" | "failed";
            webhook: string;
        };
        WebhookRotation: {
            /**
             * @description Seconds for which messages are signed by the old secret too.
             * @default 86400
             */
            overlap?: number;
        };
        WebhookWithSecret: {
            /**
             * @description Unix time in seconds.
             * @example 1782000000
             */
            created: number;
            /** @description Why nothing is sent to it; null while something is. */
            disabled_reason: string | null;
            enabled: boolean;
            events: ("fit.finished" | "direction.activated" | "experiment.decided" | "budget.warning" | "budget.reached" | "user.erased")[];
            /**
             * @description The first of the failures since the last success.
             * @example 1782000000
             */
            failing_since: number | null;
            id: string;
            /** @enum {string} */
            object: "webhook";
            /**
             * @description Until when the old secret signs too.
             * @example 1782000000
             */
            overlap_until: number | null;
            /** @description whsec_…, shown this once: it checks what comes. */
            secret: string;
            /**
             * @description Unix time in seconds.
             * @example 1782000000
             */
            updated: number;
            url: string;
        };
        Worker: {
            /** @description As announced, seconds ago; null for one that announces nothing. */
            load: {
                /** @description How many more could be written at once. */
                free_rows: number;
                /** @description Answers that wait for a row. */
                queued: number;
                /** @description Answers that are being written. */
                running: number;
            } | null;
            /** @description null: it has not said yet. */
            model: string | null;
            /** @enum {string} */
            object: "worker";
            /**
             * @description draining: it ends the answers that it has and takes no others. silent: it does not answer.
             * @enum {string}
             */
            state: "ready" | "draining" | "silent";
            /** @description What the ids of its answers carry. */
            tag: string;
            version: string | null;
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
    listAudit: {
        parameters: {
            query?: {
                /** @description Such as `key.created`. */
                action?: string;
                /** @description The id of who did it: of a key, a member or an issuer. */
                actor?: string;
                /** @description The last item of the page before: what follows it is listed. */
                after?: string;
                limit?: number;
                /** @description Absent: as the list says of itself. */
                order?: "asc" | "desc";
                /** @description Unix time in seconds; from then on. */
                since?: number | null;
                /** @description What it was done to, as the API names it. */
                target?: string;
                /** @description Unix time in seconds; before then. */
                until?: number | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of entries; `after` takes an id. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["AuditEntry"][];
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
            /** @description The key lacks the scope, or the project has as much of it as it may store. */
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
    listAxes: {
        parameters: {
            query?: {
                /** @description Those with an active direction, or without one. */
                active?: "true" | "false";
                /** @description The last item of the page before: what follows it is listed. */
                after?: string;
                limit?: number;
                /** @description Those whose active direction is for this model: its name, or the SHA-256 of its file. */
                model?: string;
                /** @description Absent: as the list says of itself. */
                order?: "asc" | "desc";
                /** @description This user's private axis instead of the project's axes. */
                user?: string;
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
            /** @description The key lacks the scope, or the project has as much of it as it may store. */
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
            header?: {
                /** @description Of your making, such as a UUID: made again with it within a day, this request does nothing again and is answered as before (`idempotent-replayed: true`). */
                "idempotency-key"?: string;
            };
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
            /** @description The key lacks the scope, or the project has as much of it as it may store. */
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
            /** @description The idempotency key is that of another request. */
            422: {
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
            /** @description The key lacks the scope, or the project has as much of it as it may store. */
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
            query?: {
                /** @description true: at once, so that nothing brings it back, and it counts for no quota. */
                for_good?: "true" | "false";
            };
            header?: {
                /** @description The `etag` of what was seen; where it is different by now, nothing is changed (412 `changed_meanwhile`). */
                "if-match"?: string;
            };
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
            /** @description The key lacks the scope, or the project has as much of it as it may store. */
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
            /** @description It is not what If-Match or If-None-Match asks for, and was not changed. */
            412: {
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
            header?: {
                /** @description The `etag` of what was seen; where it is different by now, nothing is changed (412 `changed_meanwhile`). */
                "if-match"?: string;
            };
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
            /** @description The key lacks the scope, or the project has as much of it as it may store. */
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
            /** @description It is not what If-Match or If-None-Match asks for, and was not changed. */
            412: {
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
            header?: {
                /** @description Of your making, such as a UUID: made again with it within a day, this request does nothing again and is answered as before (`idempotent-replayed: true`). */
                "idempotency-key"?: string;
                /** @description The `etag` of what was seen; where it is different by now, nothing is changed (412 `changed_meanwhile`). */
                "if-match"?: string;
            };
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
            /** @description The key lacks the scope, or the project has as much of it as it may store. */
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
            /** @description The request with this idempotency key runs, or its answer was not kept. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description It is not what If-Match or If-None-Match asks for, and was not changed. */
            412: {
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
            /** @description The idempotency key is that of another request. */
            422: {
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
                /** @description The last version of the page before: what follows it is listed. */
                after?: number;
                limit?: number;
                /** @description Those for the model of this SHA-256. */
                model_hash?: string;
                /** @description Absent: as the list says of itself. */
                order?: "asc" | "desc";
                /** @description Those that labelled pairs oriented and gated, or the others. */
                verified?: "true" | "false";
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
            /** @description The key lacks the scope, or the project has as much of it as it may store. */
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
                /** @description Of your making, such as a UUID: made again with it within a day, this request does nothing again and is answered as before (`idempotent-replayed: true`). */
                "idempotency-key"?: string;
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
            /** @description The key lacks the scope, or the project has as much of it as it may store. */
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
            /** @description The request with this idempotency key runs, or its answer was not kept. */
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
            /** @description The idempotency key is that of another request. */
            422: {
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
    deleteAxisDirection: {
        parameters: {
            query?: {
                /** @description true: at once, so that nothing brings it back, and it counts for no quota. */
                for_good?: "true" | "false";
            };
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
            /** @description Nobody sees it any more. */
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
            /** @description The key lacks the scope, or the project has as much of it as it may store. */
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
            /** @description The key lacks the scope, or the project has as much of it as it may store. */
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
    listAxisExperiments: {
        parameters: {
            query?: {
                /** @description The last item of the page before: what follows it is listed. */
                after?: string;
                limit?: number;
                /** @description Absent: as the list says of itself. */
                order?: "asc" | "desc";
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
            /** @description A page of experiments. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Experiment"][];
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
            /** @description The key lacks the scope, or the project has as much of it as it may store. */
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
    createAxisExperiment: {
        parameters: {
            query?: never;
            header?: {
                /** @description Of your making, such as a UUID: made again with it within a day, this request does nothing again and is answered as before (`idempotent-replayed: true`). */
                "idempotency-key"?: string;
            };
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
                 *       "challenger": 2,
                 *       "share": 0.5,
                 *       "promote": "manual"
                 *     }
                 */
                "application/json": components["schemas"]["NewExperiment"];
            };
        };
        responses: {
            /** @description It runs. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Experiment"];
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
            /** @description The key lacks the scope, or the project has as much of it as it may store. */
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
            /** @description The idempotency key is that of another request. */
            422: {
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
    getAxisExperiment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of an axis; +1 is its first pole. */
                axis: string;
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The experiment. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExperimentWithStatistics"];
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
            /** @description The key lacks the scope, or the project has as much of it as it may store. */
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
    promoteAxisExperiment: {
        parameters: {
            query?: never;
            header?: {
                /** @description Of your making, such as a UUID: made again with it within a day, this request does nothing again and is answered as before (`idempotent-replayed: true`). */
                "idempotency-key"?: string;
            };
            path: {
                /** @description The id of an axis; +1 is its first pole. */
                axis: string;
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As it ended. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExperimentWithStatistics"];
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
            /** @description The key lacks the scope, or the project has as much of it as it may store. */
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
            /** @description The idempotency key is that of another request. */
            422: {
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
    stopAxisExperiment: {
        parameters: {
            query?: never;
            header?: {
                /** @description Of your making, such as a UUID: made again with it within a day, this request does nothing again and is answered as before (`idempotent-replayed: true`). */
                "idempotency-key"?: string;
            };
            path: {
                /** @description The id of an axis; +1 is its first pole. */
                axis: string;
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As it ended. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExperimentWithStatistics"];
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
            /** @description The key lacks the scope, or the project has as much of it as it may store. */
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
            /** @description The idempotency key is that of another request. */
            422: {
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
    replaceAxisRefit: {
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
                 *       "every": "week",
                 *       "on_model_change": true
                 *     }
                 */
                "application/json": components["schemas"]["NewRefit"];
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
            /** @description The key lacks the scope, or the project has as much of it as it may store. */
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
    deleteAxisRefit: {
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
            /** @description It is. */
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
            /** @description The key lacks the scope, or the project has as much of it as it may store. */
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
    restoreAxis: {
        parameters: {
            query?: never;
            header?: {
                /** @description Of your making, such as a UUID: made again with it within a day, this request does nothing again and is answered as before (`idempotent-replayed: true`). */
                "idempotency-key"?: string;
            };
            path: {
                /** @description The id of an axis; +1 is its first pole. */
                axis: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The axis, as it was. */
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
            /** @description The key lacks the scope, or the project has as much of it as it may store. */
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
            /** @description The idempotency key is that of another request. */
            422: {
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
            header?: {
                /** @description Of your making, such as a UUID: made again with it within a day, this request does nothing again and is answered as before (`idempotent-replayed: true`). */
                "idempotency-key"?: string;
                /** @description Steering for clients that cannot add the field `steering`: strengths, or its JSON. The model’s name can have them, too: smollm2-135m-instruct@formal=.5. The field goes before the header, the header before the name, axis by axis. */
                "x-attune-steering"?: string;
            };
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
                    /** @description With -limit- and -reset-, and the same of -tokens: what is left of the limits a minute, where there are any. */
                    "x-ratelimit-remaining-requests"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChatCompletion"] | components["schemas"]["KeptChatCompletion"];
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
            /** @description The key lacks the scope, or the project has as much of it as it may store. */
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
            /** @description The request with this idempotency key runs, or its answer was not kept. */
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
            /** @description The idempotency key is that of another request. */
            422: {
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
    getChatCompletion: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The `id` of an answer in the background. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer, once its status is completed. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KeptChatCompletion"];
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
            /** @description The key lacks the scope, or the project has as much of it as it may store. */
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
    deleteChatCompletion: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The `id` of an answer in the background. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        deleted: true;
                        id: string;
                        /** @enum {string} */
                        object: "chat.completion.deleted";
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
            /** @description The key lacks the scope, or the project has as much of it as it may store. */
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
    createComparison: {
        parameters: {
            query?: never;
            header?: {
                /** @description Of your making, such as a UUID: made again with it within a day, this request does nothing again and is answered as before (`idempotent-replayed: true`). */
                "idempotency-key"?: string;
                /** @description Steering for clients that cannot add the field `steering`: strengths, or its JSON. The model’s name can have them, too: smollm2-135m-instruct@formal=.5. The field goes before the header, the header before the name, axis by axis. */
                "x-attune-steering"?: string;
            };
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
                 *           "content": "Tell me about the sea."
                 *         }
                 *       ],
                 *       "user": "ada",
                 *       "max_tokens": 60
                 *     }
                 */
                "application/json": components["schemas"]["ComparisonRequest"];
            };
        };
        responses: {
            /** @description The candidates. */
            200: {
                headers: {
                    "x-attune-generation": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnswerComparison"];
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
            /** @description The key lacks the scope, or the project has as much of it as it may store. */
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
            /** @description The idempotency key is that of another request. */
            422: {
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
    createCompletion: {
        parameters: {
            query?: never;
            header?: {
                /** @description Of your making, such as a UUID: made again with it within a day, this request does nothing again and is answered as before (`idempotent-replayed: true`). */
                "idempotency-key"?: string;
                /** @description Steering for clients that cannot add the field `steering`: strengths, or its JSON. The model’s name can have them, too: smollm2-135m-instruct@formal=.5. The field goes before the header, the header before the name, axis by axis. */
                "x-attune-steering"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "model": "smollm2-135m-instruct",
                 *       "prompt": "Once upon a time",
                 *       "max_tokens": 32
                 *     }
                 */
                "application/json": components["schemas"]["CompletionRequest"];
            };
        };
        responses: {
            /** @description The text that follows. */
            200: {
                headers: {
                    "x-attune-generation": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TextCompletion"];
                    "text/event-stream": components["schemas"]["TextCompletion"];
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
            /** @description The key lacks the scope, or the project has as much of it as it may store. */
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
            /** @description The request with this idempotency key runs, or its answer was not kept. */
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
            /** @description The idempotency key is that of another request. */
            422: {
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
            /** @description The key lacks the scope, or the project has as much of it as it may store. */
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
            header?: {
                /** @description The `etag` of what was seen; where it is different by now, nothing is changed (412 `changed_meanwhile`). */
                "if-match"?: string;
                /** @description `*`: only if it is not stored yet; else nothing is changed (412 `exists_already`). */
                "if-none-match"?: string;
            };
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
            /** @description The key lacks the scope, or the project has as much of it as it may store. */
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
            /** @description It is not what If-Match or If-None-Match asks for, and was not changed. */
            412: {
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
    createEmbedding: {
        parameters: {
            query?: never;
            header?: {
                /** @description Of your making, such as a UUID: made again with it within a day, this request does nothing again and is answered as before (`idempotent-replayed: true`). */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "model": "smollm2-135m-instruct",
                 *       "input": [
                 *         "A calm sea.",
                 *         "A quiet ocean."
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["EmbeddingRequest"];
            };
        };
        responses: {
            /** @description A vector a text. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EmbeddingList"];
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
            /** @description The key lacks the scope, or the project has as much of it as it may store. */
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
            /** @description The request with this idempotency key runs, or its answer was not kept. */
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
            /** @description The idempotency key is that of another request. */
            422: {
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
    listFeedback: {
        parameters: {
            query?: {
                /** @description The last item of the page before: what follows it is listed. */
                after?: string;
                /** @description The `id` of the answer that it is about, of whichever API. */
                answer?: string;
                limit?: number;
                /** @description Absent: as the list says of itself. */
                order?: "asc" | "desc";
                type?: "pick" | "thumb" | "grade" | "adjust" | "edit" | "regenerate" | "copy" | "texts";
                user?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of signals. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Signal"][];
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
            /** @description The key lacks the scope, or the project has as much of it as it may store. */
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
    feedback: {
        parameters: {
            query?: never;
            header?: {
                /** @description Of your making, such as a UUID: made again with it within a day, this request does nothing again and is answered as before (`idempotent-replayed: true`). */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "type": "thumb",
                 *       "answer": "chatcmpl_a_0123456789abcdefghjkmnpqrs",
                 *       "value": "up"
                 *     }
                 */
                "application/json": components["schemas"]["NewSignal"];
            };
        };
        responses: {
            /** @description It was known already. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Signal"];
                };
            };
            /** @description The signal, as it was taken. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Signal"];
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
            /** @description The key lacks the scope, or the project has as much of it as it may store. */
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
            /** @description The idempotency key is that of another request. */
            422: {
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
    deleteFeedback: {
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
            /** @description It is gone. */
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
            /** @description The key lacks the scope, or the project has as much of it as it may store. */
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
    listFits: {
        parameters: {
            query?: {
                /** @description The last item of the page before: what follows it is listed. */
                after?: string;
                /** @description Those of this axis. */
                axis?: string;
                limit?: number;
                /** @description Absent: as the list says of itself. */
                order?: "asc" | "desc";
                /** @description Those that are in this state. */
                state?: "queued" | "running" | "done" | "failed" | "cancelled";
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
            /** @description The key lacks the scope, or the project has as much of it as it may store. */
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
            header?: {
                /** @description Of your making, such as a UUID: made again with it within a day, this request does nothing again and is answered as before (`idempotent-replayed: true`). */
                "idempotency-key"?: string;
            };
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
            /** @description The key lacks the scope, or the project has as much of it as it may store. */
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
            /** @description The request with this idempotency key runs, or its answer was not kept. */
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
            /** @description The idempotency key is that of another request. */
            422: {
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
            /** @description The key lacks the scope, or the project has as much of it as it may store. */
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
            /** @description The key lacks the scope, or the project has as much of it as it may store. */
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
    getFitEvents: {
        parameters: {
            query?: {
                /** @description The id of the last event that was seen. */
                after?: string;
            };
            header?: {
                "last-event-id"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Events. `data` of `fit` is the fit, of `end` its `{state}`, of `error` what went wrong. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": {
                        data: string;
                        event: string;
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
            /** @description The key lacks the scope, or the project has as much of it as it may store. */
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
    getGeneration: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The `id` of the answer, whichever API it was asked through, or of its chunks. */
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
            /** @description The key lacks the scope, or the project has as much of it as it may store. */
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
                /** @description The `id` of the answer, whichever API it was asked through, or of its chunks. */
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
            /** @description The key lacks the scope, or the project has as much of it as it may store. */
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
                /** @description The `id` of the answer, whichever API it was asked through, or of its chunks. */
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
            /** @description The key lacks the scope, or the project has as much of it as it may store. */
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
    acceptInvitations: {
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
                 *       "token": "0123…",
                 *       "name": "Mia"
                 *     }
                 */
                "application/json": components["schemas"]["InvitationAcceptance"];
            };
        };
        responses: {
            /** @description The member and, this once, their key. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AcceptedInvitation"];
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
            /** @description The key lacks the scope, or the project has as much of it as it may store. */
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
    listIssuers: {
        parameters: {
            query?: {
                /** @description The last item of the page before: what follows it is listed. */
                after?: string;
                limit?: number;
                /** @description Absent: as the list says of itself. */
                order?: "asc" | "desc";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of issuers; `after` takes an id. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Issuer"][];
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
            /** @description The key lacks the scope, or the project has as much of it as it may store. */
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
    createIssuer: {
        parameters: {
            query?: never;
            header?: {
                /** @description Of your making, such as a UUID: made again with it within a day, this request does nothing again and is answered as before (`idempotent-replayed: true`). */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "issuer": "https://login.example.com",
                 *       "jwks_url": "https://login.example.com/.well-known/jwks.json",
                 *       "audience": "attune"
                 *     }
                 */
                "application/json": components["schemas"]["NewIssuer"];
            };
        };
        responses: {
            /** @description The issuer. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Issuer"];
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
            /** @description The key lacks the scope, or the project has as much of it as it may store. */
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
            /** @description The idempotency key is that of another request. */
            422: {
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
    deleteIssuer: {
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
            /** @description Its tokens open nothing any more. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
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
            /** @description The key lacks the scope, or the project has as much of it as it may store. */
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
    listKeys: {
        parameters: {
            query?: {
                /** @description The last item of the page before: what follows it is listed. */
                after?: string;
                limit?: number;
                /** @description Absent: as the list says of itself. */
                order?: "asc" | "desc";
                /** @description open: neither revoked nor expired. */
                state?: "open" | "ended";
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
            /** @description The key lacks the scope, or the project has as much of it as it may store. */
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
            header?: {
                /** @description Of your making, such as a UUID: made again with it within a day, this request does nothing again and is answered as before (`idempotent-replayed: true`). */
                "idempotency-key"?: string;
            };
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
            /** @description The key lacks the scope, or the project has as much of it as it may store. */
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
            /** @description The request with this idempotency key runs, or its answer was not kept. */
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
            /** @description The idempotency key is that of another request. */
            422: {
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
    getKey: {
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
            /** @description The key. */
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
            /** @description The key lacks the scope, or the project has as much of it as it may store. */
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
    deleteKey: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `etag` of what was seen; where it is different by now, nothing is changed (412 `changed_meanwhile`). */
                "if-match"?: string;
            };
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
            /** @description The key lacks the scope, or the project has as much of it as it may store. */
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
            /** @description It is not what If-Match or If-None-Match asks for, and was not changed. */
            412: {
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
    updateKey: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `etag` of what was seen; where it is different by now, nothing is changed (412 `changed_meanwhile`). */
                "if-match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "limits": {
                 *         "requests_per_minute": 60,
                 *         "tokens_per_minute": 40000
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["KeyChange"];
            };
        };
        responses: {
            /** @description The key as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Key"];
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
            /** @description The key lacks the scope, or the project has as much of it as it may store. */
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
            /** @description It is not what If-Match or If-None-Match asks for, and was not changed. */
            412: {
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
    rotateKey: {
        parameters: {
            query?: never;
            header?: {
                /** @description Of your making, such as a UUID: made again with it within a day, this request does nothing again and is answered as before (`idempotent-replayed: true`). */
                "idempotency-key"?: string;
                /** @description The `etag` of what was seen; where it is different by now, nothing is changed (412 `changed_meanwhile`). */
                "if-match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "overlap_seconds": 3600
                 *     }
                 */
                "application/json": components["schemas"]["Rotation"];
            };
        };
        responses: {
            /** @description The new key and, this once, its secret. */
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
            /** @description The key lacks the scope, or the project has as much of it as it may store. */
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
            /** @description It is not what If-Match or If-None-Match asks for, and was not changed. */
            412: {
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
            /** @description The idempotency key is that of another request. */
            422: {
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
    getLimits: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The limits. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Limits"];
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
            /** @description The key lacks the scope, or the project has as much of it as it may store. */
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
    replaceLimits: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `etag` of what was seen; where it is different by now, nothing is changed (412 `changed_meanwhile`). */
                "if-match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "user": {
                 *         "requests_per_minute": 20,
                 *         "running": 2
                 *       },
                 *       "tokens_per_month": 5000000
                 *     }
                 */
                "application/json": components["schemas"]["LimitsChange"];
            };
        };
        responses: {
            /** @description The limits as they are now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Limits"];
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
            /** @description The key lacks the scope, or the project has as much of it as it may store. */
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
            /** @description It is not what If-Match or If-None-Match asks for, and was not changed. */
            412: {
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
    listMembers: {
        parameters: {
            query?: {
                /** @description The last item of the page before: what follows it is listed. */
                after?: string;
                limit?: number;
                /** @description Absent: as the list says of itself. */
                order?: "asc" | "desc";
                /** @description owner: everything. admin: all but people, issuers and the end of the project. editor: axes, fits, profiles, chats. viewer: chats and what was used. */
                role?: "owner" | "admin" | "editor" | "viewer";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of members; `after` takes an id. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Member"][];
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
            /** @description The key lacks the scope, or the project has as much of it as it may store. */
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
    getMember: {
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
            /** @description The member. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Member"];
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
            /** @description The key lacks the scope, or the project has as much of it as it may store. */
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
    deleteMember: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `etag` of what was seen; where it is different by now, nothing is changed (412 `changed_meanwhile`). */
                "if-match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description They are no member any more. */
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
            /** @description The key lacks the scope, or the project has as much of it as it may store. */
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
            /** @description It is not what If-Match or If-None-Match asks for, and was not changed. */
            412: {
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
    updateMember: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `etag` of what was seen; where it is different by now, nothing is changed (412 `changed_meanwhile`). */
                "if-match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "role": "editor"
                 *     }
                 */
                "application/json": components["schemas"]["MemberChange"];
            };
        };
        responses: {
            /** @description The member as they are now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Member"];
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
            /** @description The key lacks the scope, or the project has as much of it as it may store. */
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
            /** @description It is not what If-Match or If-None-Match asks for, and was not changed. */
            412: {
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
    listMembersInvitations: {
        parameters: {
            query?: {
                /** @description The last item of the page before: what follows it is listed. */
                after?: string;
                limit?: number;
                /** @description Absent: as the list says of itself. */
                order?: "asc" | "desc";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of invitations; `after` takes an id. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Invitation"][];
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
            /** @description The key lacks the scope, or the project has as much of it as it may store. */
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
    createMembersInvitation: {
        parameters: {
            query?: never;
            header?: {
                /** @description Of your making, such as a UUID: made again with it within a day, this request does nothing again and is answered as before (`idempotent-replayed: true`). */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "email": "mia@example.com",
                 *       "role": "editor"
                 *     }
                 */
                "application/json": components["schemas"]["NewInvitation"];
            };
        };
        responses: {
            /** @description The invitation and, this once, its token. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InvitationWithToken"];
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
            /** @description The key lacks the scope, or the project has as much of it as it may store. */
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
            /** @description The idempotency key is that of another request. */
            422: {
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
    deleteMembersInvitation: {
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
            /** @description Its token opens nothing any more. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
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
            /** @description The key lacks the scope, or the project has as much of it as it may store. */
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
            /** @description The key lacks the scope, or the project has as much of it as it may store. */
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
            /** @description The key lacks the scope, or the project has as much of it as it may store. */
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
    getPopulation: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As it was last estimated. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Population"];
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
            /** @description The key lacks the scope, or the project has as much of it as it may store. */
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
    listProfiles: {
        parameters: {
            query?: {
                /** @description The last item of the page before: what follows it is listed. */
                after?: string;
                /** @description Those that say something of this axis. */
                axis?: string;
                limit?: number;
                /** @description Absent: as the list says of itself. */
                order?: "asc" | "desc";
                /** @description Of users whose names begin so. */
                prefix?: string;
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
            /** @description The key lacks the scope, or the project has as much of it as it may store. */
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
            /** @description The key lacks the scope, or the project has as much of it as it may store. */
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
            header?: {
                /** @description The `etag` of what was seen; where it is different by now, nothing is changed (412 `changed_meanwhile`). */
                "if-match"?: string;
                /** @description `*`: only if it is not stored yet; else nothing is changed (412 `exists_already`). */
                "if-none-match"?: string;
            };
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
            /** @description The key lacks the scope, or the project has as much of it as it may store. */
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
            /** @description It is not what If-Match or If-None-Match asks for, and was not changed. */
            412: {
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
            header?: {
                /** @description The `etag` of what was seen; where it is different by now, nothing is changed (412 `changed_meanwhile`). */
                "if-match"?: string;
                /** @description `*`: only if it is not stored yet; else nothing is changed (412 `exists_already`). */
                "if-none-match"?: string;
            };
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
            /** @description The key lacks the scope, or the project has as much of it as it may store. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description It is not what If-Match or If-None-Match asks for, and was not changed. */
            412: {
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
            header?: {
                /** @description The `etag` of what was seen; where it is different by now, nothing is changed (412 `changed_meanwhile`). */
                "if-match"?: string;
                /** @description `*`: only if it is not stored yet; else nothing is changed (412 `exists_already`). */
                "if-none-match"?: string;
            };
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
            /** @description The key lacks the scope, or the project has as much of it as it may store. */
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
            /** @description It is not what If-Match or If-None-Match asks for, and was not changed. */
            412: {
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
    getProfileExplanation: {
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
            /** @description What is believed. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Explanation"];
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
            /** @description The key lacks the scope, or the project has as much of it as it may store. */
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
    getProfilePrivateAxis: {
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
            /** @description It, as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PrivateAxis"];
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
            /** @description The key lacks the scope, or the project has as much of it as it may store. */
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
    createProfilePrivateAxi: {
        parameters: {
            query?: never;
            header?: {
                /** @description Of your making, such as a UUID: made again with it within a day, this request does nothing again and is answered as before (`idempotent-replayed: true`). */
                "idempotency-key"?: string;
            };
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
                 *       "texts": [
                 *         "Dear all, please find enclosed the minutes of our last meeting, with my sincere thanks to those who came.",
                 *         "I should be most grateful if you would let me know by Friday whether the hall is still to be had.",
                 *         "It was a delight to see so many of you at the reading; the next one is to be held in the old library.",
                 *         "May I ask whether the train at noon still stops in Milford? The timetable that I have is of last year.",
                 *         "Kindly forgive my late reply: your letter lay under a heap of others, and came to light only this morning.",
                 *         "The garden has done well in spite of the frost, and there will be plums enough for the whole street.",
                 *         "As to the accounts, I have gone through them twice and can find nothing that would need to be altered.",
                 *         "With the kindest regards to your mother, whose recipe for the almond cake we have tried with great success."
                 *       ],
                 *       "strength": 0.5
                 *     }
                 */
                "application/json": components["schemas"]["NewPrivateAxis"];
            };
        };
        responses: {
            /** @description It, queued. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PrivateAxis"];
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
            /** @description The key lacks the scope, or the project has as much of it as it may store. */
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
            /** @description The idempotency key is that of another request. */
            422: {
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
    deleteProfilePrivateAxis: {
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
            /** @description There is none (any more). */
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
            /** @description The key lacks the scope, or the project has as much of it as it may store. */
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
    resetProfile: {
        parameters: {
            query?: never;
            header?: {
                /** @description Of your making, such as a UUID: made again with it within a day, this request does nothing again and is answered as before (`idempotent-replayed: true`). */
                "idempotency-key"?: string;
            };
            path: {
                /** @description The name that requests give as `user`. */
                user: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /** @example {} */
                "application/json": components["schemas"]["ProfileReset"];
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
            /** @description The key lacks the scope, or the project has as much of it as it may store. */
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
            /** @description The request with this idempotency key runs, or its answer was not kept. */
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
            /** @description The idempotency key is that of another request. */
            422: {
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
    createProfileText: {
        parameters: {
            query?: never;
            header?: {
                /** @description Of your making, such as a UUID: made again with it within a day, this request does nothing again and is answered as before (`idempotent-replayed: true`). */
                "idempotency-key"?: string;
            };
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
                 *       "texts": [
                 *         "Dear all, please find enclosed the minutes of our last meeting, with my sincere thanks to those who came."
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["NewTexts"];
            };
        };
        responses: {
            /** @description What they say. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TextsRead"];
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
            /** @description The key lacks the scope, or the project has as much of it as it may store. */
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
            /** @description The idempotency key is that of another request. */
            422: {
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
    bulkProfiles: {
        parameters: {
            query?: never;
            header?: {
                /** @description Of your making, such as a UUID: made again with it within a day, this request does nothing again and is answered as before (`idempotent-replayed: true`). */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "profiles": [
                 *         {
                 *           "user": "ada",
                 *           "mode": "replace",
                 *           "strengths": {
                 *             "formal": 0.5
                 *           }
                 *         },
                 *         {
                 *           "user": "leo",
                 *           "mode": "merge",
                 *           "strengths": {
                 *             "warm": 0.2,
                 *             "formal": null
                 *           }
                 *         },
                 *         {
                 *           "user": "mia",
                 *           "mode": "delete"
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["ProfileWrites"];
            };
        };
        responses: {
            /** @description What became of each. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProfileResults"];
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
            /** @description The key lacks the scope, or the project has as much of it as it may store. */
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
            /** @description The request with this idempotency key runs, or its answer was not kept. */
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
            /** @description The idempotency key is that of another request. */
            422: {
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
            /** @description The key lacks the scope, or the project has as much of it as it may store. */
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
    deleteProject: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `etag` of what was seen; where it is different by now, nothing is changed (412 `changed_meanwhile`). */
                "if-match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "confirm": "My application"
                 *     }
                 */
                "application/json": components["schemas"]["ProjectDeletion"];
            };
        };
        responses: {
            /** @description It is gone; so is the key that asked. */
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
            /** @description The key lacks the scope, or the project has as much of it as it may store. */
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
            /** @description It is not what If-Match or If-None-Match asks for, and was not changed. */
            412: {
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
    updateProject: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `etag` of what was seen; where it is different by now, nothing is changed (412 `changed_meanwhile`). */
                "if-match"?: string;
            };
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
            /** @description The key lacks the scope, or the project has as much of it as it may store. */
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
            /** @description It is not what If-Match or If-None-Match asks for, and was not changed. */
            412: {
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
    getProjectExport: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The lines. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/x-ndjson": string;
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
            /** @description The key lacks the scope, or the project has as much of it as it may store. */
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
    listProjects: {
        parameters: {
            query?: {
                /** @description The last item of the page before: what follows it is listed. */
                after?: string;
                limit?: number;
                /** @description Absent: as the list says of itself. */
                order?: "asc" | "desc";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of projects, the oldest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Project"][];
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
            /** @description The key lacks the scope, or the project has as much of it as it may store. */
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
    createResponse: {
        parameters: {
            query?: never;
            header?: {
                /** @description Of your making, such as a UUID: made again with it within a day, this request does nothing again and is answered as before (`idempotent-replayed: true`). */
                "idempotency-key"?: string;
                /** @description Steering for clients that cannot add the field `steering`: strengths, or its JSON. The model’s name can have them, too: smollm2-135m-instruct@formal=.5. The field goes before the header, the header before the name, axis by axis. */
                "x-attune-steering"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "model": "smollm2-135m-instruct",
                 *       "input": "Why is the sky blue?",
                 *       "user": "ada",
                 *       "steering": {
                 *         "strengths": {
                 *           "formal": 0.5
                 *         }
                 *       },
                 *       "stream": true
                 *     }
                 */
                "application/json": components["schemas"]["ResponseRequest"];
            };
        };
        responses: {
            /** @description The answer, and its receipt in `attune`; in the background, what there is of it. */
            200: {
                headers: {
                    /** @description The id for PATCH /v1/generations/{id}. */
                    "x-attune-generation": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Response"];
                    "text/event-stream": components["schemas"]["ResponseEvent"];
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
            /** @description The key lacks the scope, or the project has as much of it as it may store. */
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
            /** @description The request with this idempotency key runs, or its answer was not kept. */
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
            /** @description The idempotency key is that of another request. */
            422: {
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
    getResponse: {
        parameters: {
            query?: {
                /** @description Taken, without effect. */
                include?: string;
                /** @description Taken, without effect. */
                include_obfuscation?: string;
                /** @description With stream=true: only events whose sequence_number is above this. */
                starting_after?: number | null;
                stream?: "true" | "false";
            };
            header?: never;
            path: {
                /** @description The `id` of the response. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The response; with stream=true its events. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Response"];
                    "text/event-stream": components["schemas"]["ResponseEvent"];
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
            /** @description The key lacks the scope, or the project has as much of it as it may store. */
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
    deleteResponse: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The `id` of the response. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        deleted: true;
                        id: string;
                        /** @enum {string} */
                        object: "response";
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
            /** @description The key lacks the scope, or the project has as much of it as it may store. */
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
    cancelResponse: {
        parameters: {
            query?: never;
            header?: {
                /** @description Of your making, such as a UUID: made again with it within a day, this request does nothing again and is answered as before (`idempotent-replayed: true`). */
                "idempotency-key"?: string;
            };
            path: {
                /** @description The `id` of the response. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The response, ended. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Response"];
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
            /** @description The key lacks the scope, or the project has as much of it as it may store. */
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
            /** @description The request with this idempotency key runs, or its answer was not kept. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The idempotency key is that of another request. */
            422: {
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
    listResponseInputItems: {
        parameters: {
            query?: {
                /** @description The last item of the page before. */
                after?: string;
                /** @description Taken, without effect. */
                include?: string;
                limit?: number;
                order?: "asc" | "desc";
            };
            header?: never;
            path: {
                /** @description The `id` of the response. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of items. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: (components["schemas"]["ResponseInputMessage"] | components["schemas"]["ResponseInputCall"] | components["schemas"]["ResponseInputCallOutput"])[];
                        first_id: string | null;
                        has_more: boolean;
                        last_id: string | null;
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
            /** @description The key lacks the scope, or the project has as much of it as it may store. */
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
    listSessions: {
        parameters: {
            query?: {
                /** @description The last item of the page before: what follows it is listed. */
                after?: string;
                limit?: number;
                /** @description Absent: as the list says of itself. */
                order?: "asc" | "desc";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of sessions; `after` takes an id. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Session"][];
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
            /** @description The key lacks the scope, or the project has as much of it as it may store. */
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
    createSession: {
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
                 *       "key": "sk-attune-1_…"
                 *     }
                 */
                "application/json": components["schemas"]["NewSession"];
            };
        };
        responses: {
            /** @description The session; its cookie is set. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CurrentSession"];
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
            /** @description The key lacks the scope, or the project has as much of it as it may store. */
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
    deleteSession: {
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
            /** @description The session has ended. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
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
            /** @description The key lacks the scope, or the project has as much of it as it may store. */
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
    getSessionsCurrent: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The session. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CurrentSession"];
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
            /** @description The key lacks the scope, or the project has as much of it as it may store. */
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
    deleteSessionsCurrent: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The session has ended. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
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
            /** @description The key lacks the scope, or the project has as much of it as it may store. */
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
    listUsage: {
        parameters: {
            query?: {
                /** @description The `group` of the last item of the page before. */
                after?: string;
                /** @description The first day, in UTC. Absent: the first of the month of `to`. */
                from?: string;
                group_by?: "day" | "key" | "user" | "model" | "axis";
                limit?: number;
                /** @description Absent: as the list says of itself. */
                order?: "asc" | "desc";
                /** @description The last day, which counts too. Absent: today. */
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of sums, by group; `after` takes a group. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["UsageOfGroup"][];
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
            /** @description The key lacks the scope, or the project has as much of it as it may store. */
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
    createUserToken: {
        parameters: {
            query?: never;
            header?: {
                /** @description Of your making, such as a UUID: made again with it within a day, this request does nothing again and is answered as before (`idempotent-replayed: true`). */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "user": "ada",
                 *       "expires_in": 900
                 *     }
                 */
                "application/json": components["schemas"]["NewUserToken"];
            };
        };
        responses: {
            /** @description The token. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserToken"];
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
            /** @description The key lacks the scope, or the project has as much of it as it may store. */
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
            /** @description The request with this idempotency key runs, or its answer was not kept. */
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
            /** @description The idempotency key is that of another request. */
            422: {
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
    deleteUserToken: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                user: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No token that was issued before opens anything. */
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
            /** @description The key lacks the scope, or the project has as much of it as it may store. */
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
    deleteUser: {
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
            /** @description It is done, or goes on by itself. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Erasure"];
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
            /** @description The key lacks the scope, or the project has as much of it as it may store. */
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
    getUserExport: {
        parameters: {
            query?: {
                /** @description The `after` of the last line of the call before: the answers that follow it are exported, nothing else. */
                after?: string;
            };
            header?: never;
            path: {
                /** @description The name that requests give as `user`. */
                user: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The lines. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/x-ndjson": string;
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
            /** @description The key lacks the scope, or the project has as much of it as it may store. */
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
    listWebhooks: {
        parameters: {
            query?: {
                /** @description The last item of the page before: what follows it is listed. */
                after?: string;
                limit?: number;
                /** @description Absent: as the list says of itself. */
                order?: "asc" | "desc";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of webhooks; `after` takes an id. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Webhook"][];
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
            /** @description The key lacks the scope, or the project has as much of it as it may store. */
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
    createWebhook: {
        parameters: {
            query?: never;
            header?: {
                /** @description Of your making, such as a UUID: made again with it within a day, this request does nothing again and is answered as before (`idempotent-replayed: true`). */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "url": "https://app.example.com/attune",
                 *       "events": [
                 *         "fit.finished"
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["NewWebhook"];
            };
        };
        responses: {
            /** @description The webhook and, this once, its secret. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookWithSecret"];
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
            /** @description The key lacks the scope, or the project has as much of it as it may store. */
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
            /** @description The idempotency key is that of another request. */
            422: {
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
    getWebhook: {
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
            /** @description The webhook. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Webhook"];
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
            /** @description The key lacks the scope, or the project has as much of it as it may store. */
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
    deleteWebhook: {
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
            /** @description It is gone. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
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
            /** @description The key lacks the scope, or the project has as much of it as it may store. */
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
    updateWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "events": [
                 *         "fit.finished",
                 *         "direction.activated"
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["WebhookChange"];
            };
        };
        responses: {
            /** @description The webhook as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Webhook"];
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
            /** @description The key lacks the scope, or the project has as much of it as it may store. */
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
    listWebhookDeliveries: {
        parameters: {
            query?: {
                /** @description The last item of the page before: what follows it is listed. */
                after?: string;
                limit?: number;
                /** @description Absent: as the list says of itself. */
                order?: "asc" | "desc";
                state?: "pending" | "delivered" | "failed";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of deliveries; `after` takes an id. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["WebhookDelivery"][];
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
            /** @description The key lacks the scope, or the project has as much of it as it may store. */
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
    redeliverWebhookDelivery: {
        parameters: {
            query?: never;
            header?: {
                /** @description Of your making, such as a UUID: made again with it within a day, this request does nothing again and is answered as before (`idempotent-replayed: true`). */
                "idempotency-key"?: string;
            };
            path: {
                delivery: string;
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The delivery, to be made again. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookDelivery"];
                };
            };
            /** @description The idempotency key is none. */
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
            /** @description The key lacks the scope, or the project has as much of it as it may store. */
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
            /** @description The idempotency key is that of another request. */
            422: {
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
    rotateWebhook: {
        parameters: {
            query?: never;
            header?: {
                /** @description Of your making, such as a UUID: made again with it within a day, this request does nothing again and is answered as before (`idempotent-replayed: true`). */
                "idempotency-key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "overlap": 3600
                 *     }
                 */
                "application/json": components["schemas"]["WebhookRotation"];
            };
        };
        responses: {
            /** @description The webhook and, this once, its new secret. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookWithSecret"];
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
            /** @description The key lacks the scope, or the project has as much of it as it may store. */
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
            /** @description The request with this idempotency key runs, or its answer was not kept. */
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
            /** @description The idempotency key is that of another request. */
            422: {
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
    testWebhook: {
        parameters: {
            query?: never;
            header?: {
                /** @description Of your making, such as a UUID: made again with it within a day, this request does nothing again and is answered as before (`idempotent-replayed: true`). */
                "idempotency-key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The delivery, made. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookDelivery"];
                };
            };
            /** @description The idempotency key is none. */
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
            /** @description The key lacks the scope, or the project has as much of it as it may store. */
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
            /** @description The request with this idempotency key runs, or its answer was not kept. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The idempotency key is that of another request. */
            422: {
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
    listWorkers: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Every worker. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Worker"][];
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
            /** @description The key lacks the scope, or the project has as much of it as it may store. */
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
}
