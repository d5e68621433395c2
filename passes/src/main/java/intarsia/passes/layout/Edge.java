package intarsia.passes.layout;

import intarsia.ir.Stmt;

/**
 * An operand of one cluster that an op makes into a tile of another.
 *
 * @param weight how often it runs
 * @param by     the statement
 */
record Edge(int from, int to, Relation relation, double weight, Stmt by) {
}
