package intarsia.cli.fuzz;

/**
 * A launch that is wrong on an engine, as small as it got.
 *
 * @param number of the case, from whose seed it was drawn
 */
public record Find(Launch launch, String engine, String problem, long number) {
    /** A case file of it. */
    public String text() {
        String checks = launch.checks() == Launch.Checks.NONE ? "" : ", checking " + launch.checks().name().toLowerCase(java.util.Locale.ROOT);
        return launch.text("found by intarsia fuzz --seed " + number + " --count 1, on " + engine + checks + "\n" + problem.lines().findFirst().orElse(""));
    }

    /** The name of its case file. */
    public String fileName() {
        return launch.kernel().name() + "-" + engine + ".tile";
    }
}
