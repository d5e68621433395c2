package intarsia.ir.type;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;

/** Reads the text form of formats: names that stand for themselves, types, groups ({@link GroupText}) and families ({@link FamilyFormats}). */
final class FormatText {
    private static final List<Function<String, Optional<? extends Format>>> KINDS =
        List.of(RowPanel::find, TypeText::find, GgufFormats::find, FamilyFormats::find, GroupText::find, GgufGridFormats::find);

    /** Formats that are kept: a model has a few. */
    static final int KEPT = 64;

    private static final Recent<String, Format> READ = new Recent<>(KEPT, FormatText::read);

    private FormatText() {
    }

    static Format parse(String text, long rows, long columns) {
        return parse(GroupText.sized(text.toLowerCase(Locale.ROOT), rows, columns));
    }

    static Format parse(String text) {
        return READ.of(text);
    }

    private static Format read(String text) {
        String name = text.toLowerCase(Locale.ROOT);
        OptionalInt rotation = Rotation.size(name);
        return rotation.isPresent() ? rotated(Rotation.without(name), rotation.getAsInt()) : plain(name, text);
    }

    private static Format rotated(String stored, int size) {
        if (Rotation.size(stored).isPresent()) {
            throw new IllegalArgumentException(TypeText.shortened(stored) + " is rotated already; wanted one _hN");
        }
        return switch (plain(stored, stored)) {
            case DType t -> throw new IllegalArgumentException("no rotation (_h" + size + ") of " + t + ", a plain type; wanted a block format, as " + t + "g32_sf16_h" + size);
            case BlockFormat b -> b.rotated(size);
        };
    }

    private static Format plain(String name, String text) {
        for (var kind : KINDS) {
            Optional<? extends Format> found = kind.apply(name);
            if (found.isPresent()) {
                return found.get();
            }
        }
        throw new IllegalArgumentException("no format '" + TypeText.shortened(text) + "'; formats: "
            + BlockFormat.named() + ", families " + FamilyFormats.FORMS + ", groups "
            + GroupText.FORMS + " as in u4g32 or i8g32_sf32, types " + TypeText.FORMS
            + "; _hN after a block format: its rows rotated in groups of N");
    }
}
