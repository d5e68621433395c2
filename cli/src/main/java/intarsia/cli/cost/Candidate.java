package intarsia.cli.cost;

import intarsia.ir.plan.Plan;

/**
 * A point of a problem as a plan of one step.
 *
 * @param problem what it is compared within
 * @param point   what is chosen in it
 */
record Candidate(String problem, String point, Plan plan) {
}
