package dialtone.signaling.http;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;

import dialtone.signaling.message.ErrorCode;

import org.eclipse.jetty.http.HttpStatus;

/// Why a request was not done, as it is sent: `application/problem+json` (RFC 9457).
///
/// The `type` is always `about:blank`, so `title` is the phrase of the status. What a program
/// decides by is `code`: the same as on the signaling connection, or `http/...` where only HTTP has
/// such a case.
///
/// @param status the HTTP status
/// @param detail words a developer can act on
/// @param retryable whether the same request may succeed later
/// @param action what the client should do: `retry`, `reauthenticate`, `fix-request`,
///     `contact-support` or `none`
@JsonPropertyOrder({"type", "title", "status", "detail", "code", "retryable", "action"})
public record Problem(int status, String code, String detail, boolean retryable, String action) {

    /// A refusal that the signaling connection knows too.
    public static Problem of(int status, ErrorCode code, String detail) {
        return new Problem(status, code.wire(), detail, code.retryable(), code.action().wire());
    }

    /// The request itself is wrong, or there is nothing at its path.
    public static Problem ofRequest(int status, String code, String detail) {
        return new Problem(status, code, detail, false, "fix-request");
    }

    public static Problem badRequest(String detail) {
        return ofRequest(HttpStatus.BAD_REQUEST_400, "http/bad-request", detail);
    }

    public static Problem notFound(String detail) {
        return ofRequest(HttpStatus.NOT_FOUND_404, "http/not-found", detail);
    }

    public String getType() {
        return "about:blank";
    }

    public String getTitle() {
        return HttpStatus.getMessage(status);
    }
}
