package dev.gapless.account;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a browser calls itself, for people to know their own devices by. The names are looked for in an order that
 * matters, as most browsers also call themselves by the names of others.
 */
final class Device {
    static final String UNKNOWN = "Unknown device";

    private static final int LONGEST = 512;

    private record Name(String token, String shown) {}

    private static final List<Name> BROWSERS = List.of(
            new Name("Edg", "Edge"),
            new Name("OPR/", "Opera"),
            new Name("SamsungBrowser/", "Samsung Internet"),
            new Name("Vivaldi/", "Vivaldi"),
            new Name("Firefox/", "Firefox"),
            new Name("FxiOS/", "Firefox"),
            new Name("CriOS/", "Chrome"),
            new Name("Chrome/", "Chrome"),
            new Name("Safari/", "Safari"));
    private static final List<Name> SYSTEMS = List.of(
            new Name("iPhone", "iPhone"),
            new Name("iPad", "iPad"),
            new Name("Android", "Android"),
            new Name("Windows", "Windows"),
            new Name("Macintosh", "macOS"),
            new Name("CrOS", "ChromeOS"),
            new Name("Linux", "Linux"));

    private Device() {}

    /** Names a device by its User-Agent header. */
    static String of(@Nullable String userAgent) {
        if (userAgent == null) {
            return UNKNOWN;
        }
        String text = userAgent.substring(0, Math.min(LONGEST, userAgent.length()));
        String browser = find(BROWSERS, text);
        String system = find(SYSTEMS, text);
        if (browser != null && system != null) {
            return browser + " on " + system;
        }
        return browser != null ? browser : system != null ? system : UNKNOWN;
    }

    private static @Nullable String find(List<Name> names, String text) {
        return names.stream()
                .filter(name -> text.contains(name.token()))
                .map(Name::shown)
                .findFirst()
                .orElse(null);
    }
}
