/** From a terminal, where a key stands for the user's token: ATTUNE_KEY=sk-attune-… mvn -q compile exec:java */
fun main() {
    val attune = Attune(System.getenv("ATTUNE_URL") ?: "http://127.0.0.1:8787") { System.getenv("ATTUNE_KEY") }
    val model = System.getenv("ATTUNE_MODEL") ?: "smollm2-135m-instruct"
    var turned = false
    val receipt = attune.chat(model, "Tell me about the sea.", mapOf("simple" to -1.0)) { id, text ->
        print(text)
        if (!turned) attune.turn(id, mapOf("simple" to 1.0), seq = 1)
        turned = true
    }
    println("\n\n${receipt?.getJSONArray("edits")}")
}
