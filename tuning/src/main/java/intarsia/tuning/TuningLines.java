package intarsia.tuning;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The lines of a file of measurements, in their order: a problem or an environment stands before the first measurement that names it. */
final class TuningLines {
    private final Map<String, Problem> problems = new HashMap<>();
    private final Map<String, Environment> environments = new HashMap<>();
    private long written;
    private int measurements;

    long written() {
        return written;
    }

    int measurements() {
        return measurements;
    }

    void write(Measurement m, OutputStream out) throws IOException {
        if (problems.putIfAbsent(m.problem().key(), m.problem()) == null) {
            put(out, j -> texts(j, "problem", m.problem().key(), "text", m.problem().text()));
        }
        Environment e = m.environment();
        if (environments.putIfAbsent(e.key(), e) == null) {
            put(out, j -> texts(j, "environment", e.key(), "device", e.device(), "jvm", e.jvm(), "compiler", e.compiler()));
        }
        put(out, j -> {
            texts(j, "point", m.point(), "problem", m.problem().key(), "environment", e.key(), "at", m.when().toString());
            outcome(j, m.outcome());
        });
        measurements++;
    }

    private void put(OutputStream out, JsonLine.Members members) throws IOException {
        out.write(JsonLine.print(members));
        written++;
    }

    private static void texts(JsonGenerator out, String... namesAndValues) throws IOException {
        for (int i = 0; i < namesAndValues.length; i += 2) {
            out.writeStringField(namesAndValues[i], namesAndValues[i + 1]);
        }
    }

    private static void outcome(JsonGenerator out, Outcome outcome) throws IOException {
        switch (outcome) {
            case Outcome.Timed t -> {
                out.writeNumberField("median_ns", t.median());
                out.writeNumberField("spread_ns", t.spread());
                out.writeNumberField("rounds", t.rounds());
                out.writeNumberField("bytes", t.bytes());
                out.writeNumberField("limit_ns", t.limit());
            }
            case Outcome.Failed f -> out.writeStringField("failed", f.reason());
        }
    }

    /** The measurement of a line; empty where the line says what later ones mean. */
    Optional<Measurement> read(byte[] line) {
        JsonLine in = JsonLine.parse(line);
        Optional<Measurement> found = Optional.empty();
        if (in.has("point")) {
            found = Optional.of(measurement(in));
        } else if (in.has("text")) {
            Problem p = new Problem(in.text("problem"), in.text("text"));
            problems.put(p.key(), p);
        } else {
            environment(in);
        }
        in.done();
        return found;
    }

    private void environment(JsonLine in) {
        String key = in.text("environment");
        Environment e = new Environment(in.text("device"), in.text("jvm"), in.text("compiler"));
        if (!e.key().equals(key)) {
            throw new IllegalArgumentException("an environment under another key; wanted " + e.key() + ", which follows from its texts");
        }
        environments.put(key, e);
    }

    private Measurement measurement(JsonLine in) {
        Outcome outcome = in.has("failed") ? new Outcome.Failed(in.text("failed"))
                : new Outcome.Timed(in.real("median_ns"), in.real("spread_ns"), Math.toIntExact(in.whole("rounds")), in.whole("bytes"), in.real("limit_ns"));
        return new Measurement(named(problems, "problem", in), named(environments, "environment", in), in.text("point"), outcome, Instant.parse(in.text("at")));
    }

    private static <T> T named(Map<String, T> known, String what, JsonLine in) {
        String key = in.text(what);
        return Optional.ofNullable(known.get(key)).orElseThrow(() -> new IllegalArgumentException("no line before says what " + what + " " + Texts.asLine(key) + " is"));
    }
}
