package intarsia.decoder;

/**
 * What a generation did.
 *
 * @param prompt      tokens that were given
 * @param tokens      tokens that were made, an end-of-text token not counted
 * @param steps       runs of one token
 * @param promptNanos time of the runs over the prompt
 * @param stepNanos   time of the runs of one token, sampling and the consumer included
 */
public record Generated(End end, int prompt, int tokens, int steps, long promptNanos, long stepNanos) { }
