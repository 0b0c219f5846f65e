/// Attune in an iOS app: an answer in the user's taste, turned while it is written. The app holds no key: `token` asks the
/// app's own backend for the token of the user who is signed in.
import Foundation

/// What the server says was wrong. `code` is for programs, `requestID` for the operator.
struct AttuneError: Error, CustomStringConvertible {
  let status: Int
  let code: String?
  let message: String
  let requestID: String?
  var description: String { message }
}

/// One piece of an answer.
enum Piece: Sendable {
  /// The answer's id, by which it is turned; it comes first.
  case begun(id: String)
  case text(String)
  /// What was applied, as JSON; it comes last.
  case receipt(Data)
}

actor Attune {
  private let url: URL
  private let token: @Sendable () async throws -> String
  private var current: String?

  /// `token` is asked again when the server refuses the one that it brought.
  init(url: URL, token: @escaping @Sendable () async throws -> String) {
    self.url = url
    self.token = token
  }

  /// Leaving the loop ends the answer.
  nonisolated func chat(
    model: String, question: String, strengths: [String: Double]
  ) -> AsyncThrowingStream<Piece, Error> {
    AsyncThrowingStream { pieces in
      let reading = Task {
        do {
          try await self.read(model, question, strengths) { pieces.yield($0) }
          pieces.finish()
        } catch {
          pieces.finish(throwing: error)
        }
      }
      pieces.onTermination = { _ in reading.cancel() }
    }
  }

  /// Other strengths for an answer that is being written, in force from its next token. `seq` grows with every change.
  func turn(id: String, strengths: [String: Double], seq: Int) async throws {
    let body: [String: Any] = ["strengths": strengths, "seq": seq]
    _ = try await send("PATCH", "/v1/generations/\(id)", JSONSerialization.data(withJSONObject: body))
  }

  private func read(
    _ model: String, _ question: String, _ strengths: [String: Double], _ take: @Sendable (Piece) -> Void
  ) async throws {
    let body: [String: Any] = [
      "model": model,
      "messages": [["role": "user", "content": question]],
      "steering": ["strengths": strengths],
      "max_tokens": 100,
      "stream": true,
    ]
    let (bytes, response) = try await send(
      "POST", "/v1/chat/completions", JSONSerialization.data(withJSONObject: body))
    take(.begun(id: response.value(forHTTPHeaderField: "x-attune-generation") ?? ""))
    var receipt: Data?
    for try await line in bytes.lines {
      // Lines that begin with a colon are pings.
      guard line.hasPrefix("data: ") else { continue }
      let data = line.dropFirst("data: ".count)
      if data == "[DONE]" {
        if let receipt { take(.receipt(receipt)) }
        return
      }
      let event = Self.object(Data(data.utf8))
      if let error = event["error"] as? [String: Any] { throw Self.failure(response, error) }
      if receipt == nil, let applied = event["attune"] {
        receipt = try JSONSerialization.data(withJSONObject: applied)
      }
      let choices = event["choices"] as? [[String: Any]]
      let delta = choices?.first?["delta"] as? [String: Any]
      if let text = delta?["content"] as? String, !text.isEmpty { take(.text(text)) }
    }
    throw URLError(.networkConnectionLost)
  }

  private func send(
    _ method: String, _ path: String, _ body: Data
  ) async throws -> (URLSession.AsyncBytes, HTTPURLResponse) {
    var (bytes, response) = try await attempt(method, path, body)
    if response.statusCode == 401 {
      current = nil
      (bytes, response) = try await attempt(method, path, body)
    }
    if (200..<300).contains(response.statusCode) { return (bytes, response) }
    var text = Data()
    for try await byte in bytes { text.append(byte) }
    throw Self.failure(response, Self.object(text)["error"] as? [String: Any] ?? [:])
  }

  private func attempt(
    _ method: String, _ path: String, _ body: Data
  ) async throws -> (URLSession.AsyncBytes, HTTPURLResponse) {
    let bearer: String
    if let current {
      bearer = current
    } else {
      bearer = try await token()
      current = bearer
    }
    var request = URLRequest(url: url.appendingPathComponent(path))
    request.httpMethod = method
    request.httpBody = body
    // A silent server is given up; pings come while it is at work. The answer itself takes as long as it takes.
    request.timeoutInterval = 30
    request.setValue("application/json", forHTTPHeaderField: "content-type")
    request.setValue("Bearer \(bearer)", forHTTPHeaderField: "authorization")
    let (bytes, response) = try await URLSession.shared.bytes(for: request)
    return (bytes, response as! HTTPURLResponse)
  }

  private static func object(_ json: Data) -> [String: Any] {
    (try? JSONSerialization.jsonObject(with: json)) as? [String: Any] ?? [:]
  }

  private static func failure(_ response: HTTPURLResponse, _ error: [String: Any]) -> AttuneError {
    AttuneError(
      status: error["status"] as? Int ?? response.statusCode,
      code: error["code"] as? String,
      message: error["message"] as? String ?? "The server answered with \(response.statusCode).",
      requestID: response.value(forHTTPHeaderField: "x-request-id"))
  }
}
