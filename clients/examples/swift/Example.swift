/// How a view model uses it.
import Foundation

func tellAboutTheSea(backend: URL, edge: URL) async throws {
  let attune = Attune(url: edge) {
    let (data, _) = try await URLSession.shared.data(from: backend.appendingPathComponent("attune-token"))
    return String(decoding: data, as: UTF8.self)
  }
  var id = ""
  var turned = false
  let answer = attune.chat(
    model: "smollm2-135m-instruct", question: "Tell me about the sea.", strengths: ["simple": -1])
  for try await piece in answer {
    switch piece {
    case .begun(let begun):
      id = begun
    case .text(let text):
      print(text, terminator: "")
      if turned { continue }
      turned = true
      try await attune.turn(id: id, strengths: ["simple": 1], seq: 1)
    case .receipt(let json):
      print("\n\n\(String(decoding: json, as: UTF8.self))")
    }
  }
}
