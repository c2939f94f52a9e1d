package dialtone;

import dialtone.signaling.admin.AdminRoutes;
import dialtone.signaling.admin.AdminRoutes.Answer;
import dialtone.signaling.http.Problem;
import dialtone.signaling.http.Routes;
import dialtone.signaling.message.Words;
import dialtone.sip.record.CallFormats;
import dialtone.sip.record.CallPage;
import dialtone.sip.record.CallQuery;
import dialtone.sip.record.CallRecord;
import dialtone.sip.record.CallRecords;

import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Fields;
import org.jspecify.annotations.Nullable;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/// The records of phone calls on the admin port, specified in `docs/openapi.yaml`.
///
/// Threading: immutable.
final class CallRoutes {

    static final String CALLS = "/calls";
    static final String CSV = "/calls.csv";
    static final String CALL = CALLS + "/" + Routes.LAST_SEGMENT;

    private static final int USUAL_PAGE = 100;
    private static final int LONGEST_PAGE = 1000;
    private static final int LONGEST_TABLE = 100_000;
    private static final Set<String> PARAMETERS =
            Set.of("from", "to", "user", "trunk", "limit", "cursor");
    private static final String CSV_TYPE = "text/csv; charset=utf-8; header=present";

    private final CallRecords records;

    private CallRoutes(CallRecords records) {
        this.records = records;
    }

    static void add(Routes routes, CallRecords records) {
        CallRoutes made = new CallRoutes(records);
        routes.add(HttpMethod.GET, CALLS, AdminRoutes.plain(made::list))
                .add(HttpMethod.GET, CSV, AdminRoutes.plain(made::table))
                .add(HttpMethod.GET, CALL, AdminRoutes.plain(made::one));
    }

    private record Listed(List<Map<String, Object>> calls, @Nullable String next) {}

    private Answer list(Request request) {
        return asked(
                request,
                USUAL_PAGE,
                LONGEST_PAGE,
                page -> {
                    CallQuery.Cursor next = page.next();
                    return new Answer.Ok(
                            new Listed(
                                    page.calls().stream().map(CallFormats::members).toList(),
                                    next == null ? null : next.toString()));
                });
    }

    private Answer table(Request request) {
        return asked(
                request,
                LONGEST_TABLE,
                LONGEST_TABLE,
                page -> new Answer.Text(CSV_TYPE, CallFormats.csv(page.calls())));
    }

    private Answer one(Request request) {
        String id = URLDecoder.decode(Routes.lastSegment(request), StandardCharsets.UTF_8);
        CallRecord found = records.find(id);
        return found == null
                ? new Answer.Refused(Problem.notFound("There is no record of a call of this id."))
                : new Answer.Ok(CallFormats.members(found));
    }

    private Answer asked(Request request, int usual, int most, Function<CallPage, Answer> answer) {
        CallQuery query;
        try {
            query = query(Request.extractQueryParameters(request), usual, most);
        } catch (BadParameterException e) {
            return new Answer.Refused(Problem.badRequest(String.valueOf(e.getMessage())));
        }
        return answer.apply(records.find(query));
    }

    /// A parameter that cannot be understood, in words.
    private static final class BadParameterException extends Exception {

        private static final long serialVersionUID = 1;

        BadParameterException(String words) {
            super(words);
        }
    }

    private static CallQuery query(Fields fields, int usual, int most)
            throws BadParameterException {
        for (String name : fields.getNames()) {
            if (!PARAMETERS.contains(name)) {
                throw new BadParameterException(
                        "There is no parameter %s (expected: from, to, user, trunk, limit, cursor)."
                                .formatted(Words.quote(name)));
            }
        }
        String cursor = fields.getValue("cursor");
        return new CallQuery(
                time(fields, "from"),
                time(fields, "to"),
                fields.getValue("user"),
                fields.getValue("trunk"),
                cursor == null ? null : cursor(cursor),
                limit(fields.getValue("limit"), usual, most));
    }

    private static @Nullable Instant time(Fields fields, String name) throws BadParameterException {
        String text = fields.getValue(name);
        if (text == null) {
            return null;
        }
        try {
            return text.contains("T")
                    ? Instant.parse(text)
                    : LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
        } catch (DateTimeException _) {
            throw new BadParameterException(
                    "'%s' is no time: %s (expected: 2026-11-22T12:00:00Z, or 2026-11-22 in UTC)."
                            .formatted(name, Words.quote(text)));
        }
    }

    private static CallQuery.Cursor cursor(String text) throws BadParameterException {
        try {
            return CallQuery.Cursor.parse(text);
        } catch (IllegalArgumentException _) {
            throw new BadParameterException(
                    "'cursor' is none: pass on 'next' of the page before, as it is.");
        }
    }

    private static int limit(@Nullable String text, int usual, int most)
            throws BadParameterException {
        if (text == null) {
            return usual;
        }
        try {
            int limit = Integer.parseInt(text);
            if (limit > 0 && limit <= most) {
                return limit;
            }
        } catch (NumberFormatException _) {
            // Told below.
        }
        throw new BadParameterException(
                "'limit' must be 1 to %d, and not %s.".formatted(most, Words.quote(text)));
    }
}
