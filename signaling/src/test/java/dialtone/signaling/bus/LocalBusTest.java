package dialtone.signaling.bus;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

class LocalBusTest {

    private static final Topic<String> WEATHER = new Topic<>("weather", String.class);
    private static final Topic<String> NEWS = new Topic<>("news", String.class);

    private final LocalBus bus = new LocalBus();
    private final List<String> told = new ArrayList<>();

    @Test
    void tellsAllWhoFollowTheTopicAndNobodyElse() {
        bus.subscribe(WEATHER, told::add);
        bus.subscribe(WEATHER, notice -> told.add("also " + notice));
        bus.subscribe(NEWS, told::add);

        bus.publish(WEATHER, "rain");

        assertThat(told).containsExactlyInAnyOrder("rain", "also rain");
    }

    @Test
    void tellsInTheOrderOfThePublisherAndNothingFromBefore() {
        bus.publish(WEATHER, "past");
        bus.subscribe(WEATHER, told::add);

        bus.publish(WEATHER, "rain");
        bus.publish(WEATHER, "sun");

        assertThat(told).containsExactly("rain", "sun");
    }

    @Test
    void tellsNothingAfterTheEndAndForgetsTheTopic() {
        Bus.Subscription subscription = bus.subscribe(WEATHER, told::add);
        Bus.Subscription other = bus.subscribe(WEATHER, _ -> {});

        subscription.end();
        subscription.end();
        bus.publish(WEATHER, "rain");
        other.end();

        assertThat(told).isEmpty();
        assertThat(bus.topics()).isZero();
    }

    @Test
    void aFollowerThatFailsHarmsNoOther() {
        bus.subscribe(
                WEATHER,
                _ -> {
                    throw new IllegalStateException("a test's defect");
                });
        bus.subscribe(WEATHER, told::add);

        bus.publish(WEATHER, "rain");

        assertThat(told).containsExactly("rain");
    }

    @Test
    void whoFollowsInTheMiddleOfANoticeDoesNotBreakIt() {
        bus.subscribe(WEATHER, _ -> bus.subscribe(WEATHER, told::add));

        bus.publish(WEATHER, "rain");
        told.clear();
        bus.publish(WEATHER, "sun");

        assertThat(told).contains("sun");
    }
}
