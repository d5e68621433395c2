package intarsia.cli.tune;

import intarsia.ir.Point;
import intarsia.tuning.search.Trial;
import java.util.Optional;

/** What a process is asked to measure, as a line: fields by tabs. */
record Request(Point point, Trial trial) {
    static final String WORD = "measure";
    private static final String NONE = "-";
    private static final int FIELDS = 6;

    String line() {
        String reference = trial.reference().map(r -> r.point() + "\t" + r.nanos() + "\t" + r.giveUp()).orElse(NONE + "\t0\t0");
        return String.join("\t", WORD, point.toString(), Integer.toString(trial.rounds()), reference) + "\n";
    }

    /** @throws IllegalArgumentException where it is no such line */
    static Request parse(String line) {
        String[] f = line.split("\t", -1);
        if (f.length != FIELDS || !f[0].equals(WORD)) throw new IllegalArgumentException("'" + line + "'; wanted " + WORD + " and " + (FIELDS - 1) + " fields");
        Optional<Trial.Reference> reference = f[3].equals(NONE) ? Optional.empty()
            : Optional.of(new Trial.Reference(Point.parse(f[3]), Double.parseDouble(f[4]), Double.parseDouble(f[5])));
        return new Request(Point.parse(f[1]), new Trial(reference, Integer.parseInt(f[2])));
    }
}
