package dev.gapless.gateway.token;

/** A setting of the tokens makes no sense; the server does not start with it. */
final class TokenSettingException extends RuntimeException {
    private final String property;

    /** @param wrong what is wrong with it, in the words after its name */
    TokenSettingException(String property, String wrong) {
        super(property + " " + wrong);
        this.property = property;
    }

    String property() {
        return property;
    }
}
