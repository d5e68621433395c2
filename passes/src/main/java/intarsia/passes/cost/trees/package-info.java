/**
 * Ensembles of regression trees, grown by gradient boosting: what learns, without a word of kernels.
 *
 * <p>J. Friedman, "Greedy function approximation: a gradient boosting machine", Annals of Statistics 29 (2001): each tree fits the gradient of the loss.
 * T. Chen and C. Guestrin, "XGBoost", KDD 2016: second derivatives, a penalty on leaves, a direction of each split for what is missing.
 * G. Ke et al., "LightGBM", NeurIPS 2017: columns in bins, the leaf of most gain is split next, a histogram of a sibling by subtraction.
 */
@org.jspecify.annotations.NullMarked
package intarsia.passes.cost.trees;
