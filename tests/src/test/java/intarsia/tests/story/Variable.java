package intarsia.tests.story;

import java.util.Set;

/**
 * One row of a table, the same all through a story.
 *
 * @param index  counts the variables of the grammar
 * @param rivals indices of the variables that have another row of the same table
 */
record Variable(int index, Table table, Set<Integer> rivals) { }
