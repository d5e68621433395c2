/** What a kernel will cost, learned: features of lane code, a model of them, and what it is taught by. */
@org.jspecify.annotations.NullMarked
package intarsia.passes.cost;
