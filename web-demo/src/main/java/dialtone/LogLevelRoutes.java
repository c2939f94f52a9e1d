package dialtone;

import dialtone.logging.LogLevels;
import dialtone.signaling.admin.AdminRoutes;
import dialtone.signaling.admin.AdminRoutes.Answer;
import dialtone.signaling.http.Problem;
import dialtone.signaling.http.Routes;

import org.eclipse.jetty.http.HttpMethod;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

import tools.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// What is logged, seen and changed on the admin port, specified in `docs/openapi.yaml`.
///
/// Threading: immutable.
final class LogLevelRoutes {

    static final String PATH = "/v1/log-levels";

    private static final Logger LOG = LoggerFactory.getLogger(LogLevelRoutes.class);

    private static final int MAX_NAMES = 100;

    private LogLevelRoutes() {}

    private record Listed(List<LogLevels.Entry> levels) {}

    static void add(Routes routes) {
        routes.add(HttpMethod.GET, PATH, AdminRoutes.plain(_ -> list()));
        routes.add(HttpMethod.PUT, PATH, AdminRoutes.json(LogLevelRoutes::change));
        routes.add(HttpMethod.DELETE, PATH, AdminRoutes.plain(_ -> reset()));
    }

    private static Answer list() {
        return new Answer.Ok(new Listed(LogLevels.all()));
    }

    private static Answer change(JsonNode body) {
        Map<String, @Nullable Level> levels = new LinkedHashMap<>();
        List<String> problems = new ArrayList<>();
        if (body.isEmpty() || body.size() > MAX_NAMES) {
            problems.add(
                    "name 1 to %d classes or packages: {\"dialtone.sip\": \"debug\"}"
                            .formatted(MAX_NAMES));
        }
        body.properties()
                .forEach(each -> levels.put(each.getKey(), level(each.getValue(), problems)));
        if (problems.isEmpty()) {
            problems.addAll(LogLevels.change(levels));
        }
        if (!problems.isEmpty()) {
            String words = "Nothing was changed: " + String.join("; ", problems) + ".";
            return new Answer.Refused(Problem.badRequest(words));
        }
        LOG.info("event=log_levels_changed levels={}", levels);
        return list();
    }

    /// Null for what is configured.
    private static @Nullable Level level(JsonNode value, List<String> problems) {
        if (value.isNull()) {
            return null;
        }
        if (value.isString()) {
            for (Level level : Level.values()) {
                if (level.name().toLowerCase(Locale.ROOT).equals(value.stringValue())) {
                    return level;
                }
            }
        }
        problems.add(
                "%s is no level (expected: error, warn, info, debug, trace, or null for what is configured)"
                        .formatted(value));
        return null;
    }

    private static Answer reset() {
        LogLevels.reset();
        LOG.info("event=log_levels_reset");
        return list();
    }
}
