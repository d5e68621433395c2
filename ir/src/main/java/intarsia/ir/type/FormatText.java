package intarsia.ir.type;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the text form of formats; the grammar of groups stands at {@link BlockFormat}. */
final class FormatText {
    private static final String TYPE = "(?:posit\\d{1,2}_\\d|lut\\d{1,2}\\([^()]*\\)|[a-z0-9]+?)";
    private static final Pattern GROUP = Pattern.compile(
        "(?<type>" + TYPE + ")g(?<size>[1-9]\\d{0,5})(_s(?<scale>" + TYPE + "))?"
            + "(_z(?<zero>" + TYPE + ")|_m(?<min>" + TYPE + ")|_c(?<centre>-?\\d{1,9}))?(?<sum>_sum)?(/(?<packing>[a-z0-9]+))?");

    private FormatText() {
    }

    static Format parse(String text) {
        String name = text.toLowerCase(Locale.ROOT);
        for (BlockFormat named : BlockFormat.NAMED) {
            if (named.name().equalsIgnoreCase(name)) {
                return named;
            }
        }
        Optional<DType> type = TypeText.find(name);
        if (type.isPresent()) {
            return type.get();
        }
        Matcher m = GROUP.matcher(name);
        if (m.matches()) {
            return group(m.toMatchResult());
        }
        throw new IllegalArgumentException("no format '" + TypeText.shortened(text) + "'; formats: " + BlockFormat.NAMED + ", groups"
            + " typegN[_stype][_ztype|_mtype|_cINT][_sum][/dense|/halves] as in u4g32 or i8g32_sf32, types " + TypeText.FORMS);
    }

    private static BlockFormat group(MatchResult m) {
        DType type = DType.parse(m.group("type"));
        int size = Integer.parseInt(m.group("size"));
        String scaleName = m.group("scale");
        DType scale = scaleName == null ? DType.F16 : DType.parse(scaleName);
        String extra = m.group("zero") != null ? Field.ZERO : Field.MIN;
        String extraName = m.group(extra);
        double usual = extraName == null ? usualCentre(type) : 0;
        String centreText = m.group("centre");
        double centre = centreText == null ? usual : centre(type, centreText);

        Packing codes = packing(m.group("packing"), type, size);
        List<Part> parts = new ArrayList<>(List.of(new Part(Field.CODE, type, 1, codes),
            new Part(Field.SCALE, scale, size, Packing.dense(scale, 1))));
        StringBuilder name = new StringBuilder().append(type).append('g').append(size).append("_s").append(scale);
        if (extraName != null) {
            DType extraType = DType.parse(extraName);
            parts.add(new Part(extra, extraType, size, Packing.dense(extraType, 1)));
            name.append('_').append(extra.charAt(0)).append(extraType);
        } else if (centre != usual) {
            name.append("_c").append((long) centre);
        }
        if (m.group("sum") != null) {
            if (!(type instanceof IntType)) {
                throw new IllegalArgumentException("a sum (_sum) belongs to integer codes, found " + type);
            }
            parts.add(new Part(Field.SUM, DType.I32, size, Packing.dense(DType.I32, 1)));
            name.append("_sum");
        }
        if (!codes.equals(Packing.dense(type, size))) {
            name.append('/').append(m.group("packing"));
        }
        return block(name.toString(), size, parts, centre);
    }

    /** A field whose place in the block follows from those before it. */
    private record Part(String name, DType type, int granularity, Packing packing) {
    }

    private static BlockFormat block(String name, int size, List<Part> parts, double centre) {
        int bytes = parts.stream().mapToInt(p -> p.packing.bytes()).sum();
        List<Field> fields = new ArrayList<>();
        int offset = 0;
        for (Part part : parts) {
            fields.add(new Field(part.name, part.type, part.granularity, part.packing.within(offset, bytes)));
            offset += part.packing.bytes();
        }
        return new BlockFormat(name, size, bytes, fields, centre);
    }

    private static double usualCentre(DType type) {
        return type instanceof IntType(int bits, boolean signed) && !signed ? Math.scalb(1.0, bits - 1) : 0;
    }

    private static double centre(DType type, String text) {
        if (!(type instanceof IntType)) {
            throw new IllegalArgumentException("a centre (_c" + text + ") belongs to integer codes, found " + type);
        }
        return Integer.parseInt(text);
    }

    private static Packing packing(@Nullable String name, DType type, int size) {
        return switch (name == null ? "dense" : name) {
            case "dense" -> Packing.dense(type, size);
            case "halves" -> {
                if (type.bits() != 4) {
                    throw new IllegalArgumentException("packing halves holds codes of 4 bits, but " + type + " has " + type.bits());
                }
                yield Packing.nibbleHalves(size);
            }
            default -> throw new IllegalArgumentException("no packing '" + name + "'; known: dense, halves");
        };
    }
}
