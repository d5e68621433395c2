/**
 * Models: the architectures as rows of a table, a file's hyper-parameters and weights checked against them, and the
 * tensor graph that computes the logits. Nothing here computes with real numbers; the graph does.
 */
@NullMarked
package intarsia.decoder.model;

import org.jspecify.annotations.NullMarked;
