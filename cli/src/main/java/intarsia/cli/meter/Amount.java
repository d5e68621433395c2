package intarsia.cli.meter;

/** Amounts as people read them, one digit after the point, cut and not rounded. */
public final class Amount {
    private static final String[] BINARY = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};

    private Amount() {}

    /** Bytes in binary units: 15.6 GiB. */
    public static String bytes(long bytes) {
        if (bytes < 0) throw new IllegalArgumentException("bytes: wanted 0 or more, found " + bytes);
        int step = bytes < 1024 ? 0 : (63 - Long.numberOfLeadingZeros(bytes)) / 10;
        if (step == 0) return bytes + " B";
        long tenths = ((bytes >>> (10 * (step - 1))) * 10) >>> 10;
        return tenths / 10 + "." + tenths % 10 + " " + BINARY[step];
    }

    /** Bytes a second in decimal units, as memory vendors count: 12.3 GB/s. */
    public static String rate(long bytesPerSecond) {
        return bytesPerSecond / 1_000_000_000 + "." + bytesPerSecond / 100_000_000 % 10 + " GB/s";
    }
}
