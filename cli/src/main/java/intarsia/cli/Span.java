package intarsia.cli;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A time span in an option: {@code 30s}, {@code 5m}, {@code 2h}. */
final class Span implements ITypeConverter<Duration> {
    private static final Pattern TEXT = Pattern.compile("(\\d{1,6})(s|m|h)");

    @Override public Duration convert(String text) {
        Matcher m = TEXT.matcher(text);
        if (!m.matches()) throw new TypeConversionException("'" + text + "'; wanted a number with s, m or h, such as 30s");
        long n = Long.parseLong(m.group(1));
        return switch (m.group(2)) {
            case "h" -> Duration.ofHours(n);
            case "m" -> Duration.ofMinutes(n);
            default -> Duration.ofSeconds(n);
        };
    }
}
