package intarsia.ir.layout;

import static org.junit.jupiter.api.Assertions.fail;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Laws on random layouts. A sample that breaks a law is shrunk as long as a smaller one breaks it too, and what is
 * left is reported with the seed, which {@code -Dintarsia.seed} takes back.
 */
final class Laws {
    static final long SEED = Long.getLong("intarsia.seed", 20_251);
    private static final LongAdder LAYOUTS = new LongAdder();

    /**
     * What a law is tried on.
     *
     * @param layouts random layouts, as they were written down
     * @param salt the seed of all other choices, so that they are the same for a smaller sample
     */
    record Sample(List<RawLayout> layouts, long salt) {
        Layout layout(int i) {
            return layouts.get(i).layout();
        }

        SplittableRandom random() {
            return new SplittableRandom(salt);
        }

        private Stream<Sample> smaller() {
            return IntStream.range(0, layouts.size()).boxed().flatMap(i -> layouts.get(i).smaller().map(s -> with(i, s)));
        }

        private Sample with(int i, RawLayout smaller) {
            RawLayout[] copy = layouts.toArray(RawLayout[]::new);
            copy[i] = smaller;
            return new Sample(List.of(copy), salt);
        }

        @Override
        public String toString() {
            return String.join(" and ", layouts.stream().map(RawLayout::toString).toList());
        }
    }

    /** Throws where it is broken; says whether it had anything to say about the sample. */
    interface Law {
        boolean holds(Sample s);
    }

    private Laws() {}

    /** Tries a law on random samples, and answers on how many it had something to say. */
    static int forAll(String name, int cases, Function<SplittableRandom, List<RawLayout>> samples, Law law) {
        var random = new SplittableRandom(SEED);
        int applied = 0;
        int layouts = 0;
        for (int i = 0; i < cases; i++) {
            var sample = new Sample(samples.apply(random), random.nextLong());
            layouts += sample.layouts().size();
            if (check(name, sample, law)) applied++;
        }
        LAYOUTS.add(layouts);
        System.out.printf("%s: %,d cases, %,d layouts, applies to %,d, -Dintarsia.seed=%d; %,d layouts so far%n",
                name, cases, layouts, applied, SEED, LAYOUTS.sum());
        return applied;
    }

    /** Tries a law on one sample; a failure reports the smallest sample that fails. */
    static boolean check(String name, Sample sample, Law law) {
        try {
            return law.holds(sample);
        } catch (AssertionError | RuntimeException e) {
            return report(name, sample, law);
        }
    }

    private static boolean report(String name, Sample sample, Law law) {
        Sample least = shrink(sample, law);
        return fail("law '" + name + "' fails for " + least + ", found with -Dintarsia.seed=" + SEED + " as " + sample
                + " (salt " + sample.salt() + ")", broken(least, law));
    }

    static Sample shrink(Sample failing, Law law) {
        Sample least = failing;
        while (true) {
            var next = least.smaller().filter(s -> broken(s, law) != null).findFirst();
            if (next.isEmpty()) return least;
            least = next.get();
        }
    }

    private static @Nullable Throwable broken(Sample s, Law law) {
        try {
            law.holds(s);
            return null;
        } catch (AssertionError | RuntimeException e) {
            return e;
        }
    }

    /** Several layouts of few elements each. */
    static Function<SplittableRandom, List<RawLayout>> small(int count, int maxRank, int maxDigits, int maxElements) {
        return random -> Stream.generate(() -> small(random, maxRank, maxDigits, maxElements)).limit(count).toList();
    }

    private static RawLayout small(SplittableRandom random, int maxRank, int maxDigits, int maxElements) {
        while (true) {
            RawLayout raw = RawLayout.random(random, random.nextInt(maxRank + 1), maxDigits);
            int elements = Arrays.stream(raw.shape()).reduce(1, (a, b) -> a * b);
            // Of those with one element, which say little, a few are enough.
            if (elements <= maxElements && (elements > 1 || random.nextInt(8) == 0)) return raw;
        }
    }
}
