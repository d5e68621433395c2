package intarsia.cli;

/** One line of {@code doctor}: what it is about, and what was found. */
record Fact(String name, String value) {}
