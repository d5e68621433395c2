/** The CPU worker team: a few threads that enter a job once and meet at a barrier after each of its steps. */
package intarsia.runtime.team;
