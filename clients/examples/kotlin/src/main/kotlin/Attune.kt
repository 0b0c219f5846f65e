/**
 * Attune in an Android app: an answer in the user's taste, turned while it is written. OkHttp and org.json, which Android
 * has. The app holds no key: `token` asks the app's own backend for the token of the user who is signed in.
 */
import java.io.IOException
import java.util.concurrent.TimeUnit
import okhttp3.MediaType.Companion.toMediaType
import okhttp3.OkHttpClient
import okhttp3.Request
import okhttp3.RequestBody.Companion.toRequestBody
import okhttp3.Response
import org.json.JSONArray
import org.json.JSONObject

/** What the server says was wrong. `code` is for programs, `requestId` for the operator. */
class AttuneException(val status: Int, val code: String?, message: String, val requestId: String?) : IOException(message)

/** Call it off the main thread. `token` is asked again when the server refuses the one that it brought. */
class Attune(private val url: String, private val token: () -> String) {
    // A silent server is given up; pings come while it is at work. The answer itself takes as long as it takes.
    private val http = OkHttpClient.Builder().readTimeout(30, TimeUnit.SECONDS).build()
    private var current: String? = null

    /** Calls `onText` with each piece, and returns the receipt. `onText` gets the answer's id, by which it is turned. */
    fun chat(model: String, question: String, strengths: Map<String, Double>, onText: (id: String, text: String) -> Unit): JSONObject? {
        val body = JSONObject()
            .put("model", model)
            .put("messages", JSONArray().put(JSONObject().put("role", "user").put("content", question)))
            .put("steering", JSONObject().put("strengths", JSONObject(strengths)))
            .put("max_tokens", 100)
            .put("stream", true)
        send("POST", "/v1/chat/completions", body).use { response ->
            val id = response.header("x-attune-generation").orEmpty()
            val source = response.body.source()
            var receipt: JSONObject? = null
            while (true) {
                val line = source.readUtf8Line() ?: throw IOException("The answer broke off.")
                // Lines that begin with a colon are pings.
                if (!line.startsWith("data: ")) continue
                val data = line.removePrefix("data: ")
                if (data == "[DONE]") return receipt
                val event = JSONObject(data)
                if (event.has("error")) throw failure(response, event)
                receipt = receipt ?: event.optJSONObject("attune")
                val delta = event.getJSONArray("choices").optJSONObject(0)?.optJSONObject("delta")
                // Android's optString makes "null" of null.
                if (delta == null || delta.isNull("content")) continue
                val text = delta.getString("content")
                if (text.isNotEmpty()) onText(id, text)
            }
        }
    }

    /** Other strengths for an answer that is being written, in force from its next token. `seq` grows with every change. */
    fun turn(id: String, strengths: Map<String, Double>, seq: Int) {
        val body = JSONObject().put("strengths", JSONObject(strengths)).put("seq", seq)
        send("PATCH", "/v1/generations/$id", body).close()
    }

    private fun send(method: String, path: String, body: JSONObject): Response {
        val first = attempt(method, path, body)
        if (first.code != 401) return succeeded(first)
        first.close()
        current = null
        return succeeded(attempt(method, path, body))
    }

    private fun attempt(method: String, path: String, body: JSONObject): Response {
        val bearer = current ?: token().also { current = it }
        val request = Request.Builder()
            .url(url + path)
            .header("authorization", "Bearer $bearer")
            .method(method, body.toString().toRequestBody("application/json".toMediaType()))
            .build()
        return http.newCall(request).execute()
    }

    private fun succeeded(response: Response): Response {
        if (response.isSuccessful) return response
        val text = response.body.string()
        val answer = runCatching { JSONObject(text) }.getOrDefault(JSONObject())
        throw failure(response, answer)
    }

    private fun failure(response: Response, answer: JSONObject): AttuneException {
        val error = answer.optJSONObject("error") ?: JSONObject()
        val message = error.optString("message", "The server answered with ${response.code}.")
        val code = error.optString("code").ifEmpty { null }
        return AttuneException(error.optInt("status", response.code), code, message, response.header("x-request-id"))
    }
}
