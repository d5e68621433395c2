/** Picking the next token from the last logits: plain Java, reproducible from a seed, nothing allocated per token. */
package intarsia.decoder.sampling;
