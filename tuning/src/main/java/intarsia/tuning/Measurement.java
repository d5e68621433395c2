package intarsia.tuning;

import intarsia.ir.Point;
import intarsia.ir.device.Digest;
import intarsia.ir.device.Sections;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * A configuration of a problem and what came of it.
 *
 * @param point the values of the tunables, such as {@code few=8 part=32}
 * @param when  it was measured, to the millisecond
 */
public record Measurement(Problem problem, Environment environment, String point, Outcome outcome, Instant when) {
    private static final Instant BEGIN = Instant.EPOCH, END = Instant.parse("9999-12-31T23:59:59Z");

    public Measurement {
        Texts.line("a point", point);
        if (when.isBefore(BEGIN) || when.isAfter(END)) {
            throw new IllegalArgumentException("measured at " + when + "; wanted " + BEGIN + " to " + END);
        }
        when = when.truncatedTo(ChronoUnit.MILLIS);
    }

    /** A measurement of now. */
    public static Measurement now(Problem problem, Environment environment, String point, Outcome outcome) {
        return new Measurement(problem, environment, point, outcome, Instant.now());
    }

    /** The point's values; nothing where its text is that of no point, as a file of others may have it. */
    public Optional<Point> values() {
        try {
            return Optional.of(Point.parse(point));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** A checksum over all of it. */
    long sum() {
        Digest d = new Digest().add(Sections.of(problem.key())).add(Sections.of(environment.key())).add(Sections.of(point));
        return d.add(switch (outcome) {
            case Outcome.Timed t -> ByteBuffer.allocate(4 * Long.BYTES + Integer.BYTES).putDouble(t.median()).putDouble(t.spread()).putLong(t.bytes()).putDouble(t.limit()).putInt(t.rounds()).array();
            case Outcome.Failed f -> Sections.of(f.reason());
        }).add(ByteBuffer.allocate(Long.BYTES).putLong(when.toEpochMilli()).array()).value();
    }
}
