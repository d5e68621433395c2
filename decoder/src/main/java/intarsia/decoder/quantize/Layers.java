package intarsia.decoder.quantize;

/** Some of a model's layers. */
@FunctionalInterface
interface Layers {
    Layers ALL = (layer, count) -> true;
    /** The first eighth, the last, and every third between: where llama.cpp's mixes spend more bits. */
    Layers SENSITIVE = (layer, count) -> layer < count / 8 || layer >= 7 * count / 8 || (layer - count / 8) % 3 == 2;

    /** Whether a layer, counted from 0, is one of them. */
    boolean contains(int layer, int count);

    static Layers first(int n) {
        return (layer, count) -> layer < n;
    }

    static Layers firstPart(int parts) {
        return (layer, count) -> layer < count / parts;
    }
}
