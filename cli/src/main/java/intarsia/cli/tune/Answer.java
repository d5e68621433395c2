package intarsia.cli.tune;

import intarsia.tuning.Outcome;

/** What a process answers, as a line: {@code time MEDIAN SPREAD ROUNDS BYTES} in nanoseconds, or {@code failed REASON}. */
final class Answer {
    private static final String TIME = "time ", FAILED = "failed ";
    private static final int NUMBERS = 4;

    private Answer() { }

    static String of(Outcome o) {
        return switch (o) {
            case Outcome.Timed t -> TIME + t.median() + " " + t.spread() + " " + t.rounds() + " " + t.bytes();
            case Outcome.Failed f -> FAILED + f.reason();
        };
    }

    /** @throws IllegalArgumentException where it is neither, or a number is none that a time can have */
    static Outcome parse(String line) {
        if (line.startsWith(FAILED)) return new Outcome.Failed(line.substring(FAILED.length()));
        String[] numbers = line.startsWith(TIME) ? line.substring(TIME.length()).split(" ", -1) : new String[0];
        if (numbers.length != NUMBERS) throw new IllegalArgumentException("wanted a time or a failure");
        return new Outcome.Timed(Double.parseDouble(numbers[0]), Double.parseDouble(numbers[1]), Integer.parseInt(numbers[2]), Long.parseLong(numbers[3]), 0);
    }
}
