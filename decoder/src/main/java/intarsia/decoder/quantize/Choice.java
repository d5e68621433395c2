package intarsia.decoder.quantize;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A format for the tensors whose name, or a part of it, a pattern finds.
 *
 * @param layers those of tensors of layers, {@code blk.N.…}; the others count as layer 0
 */
record Choice(Pattern tensor, Layers layers, SizedFormat format) {
    private static final Pattern LAYER = Pattern.compile("blk\\.(\\d{1,6})\\..*");

    static Choice of(String tensor, Layers layers, String format) {
        return new Choice(Pattern.compile(tensor), layers, SizedFormat.parse(format));
    }

    boolean takes(String name, int layerCount) {
        return tensor.matcher(name).find() && layers.contains(layer(name), layerCount);
    }

    private static int layer(String name) {
        Matcher m = LAYER.matcher(name);
        return m.matches() ? Integer.parseInt(m.group(1)) : 0;
    }
}
