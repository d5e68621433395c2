package intarsia.decoder.repack;

import intarsia.runtime.store.Kept;

/**
 * A file of panels in a store.
 *
 * @param model  the path of its model
 * @param panels how many matrices
 * @param fault  what is wrong with its table, in words, or empty; then the rest is unknown
 */
public record KeptPanels(Kept kept, String model, int panels, String fault) { }
