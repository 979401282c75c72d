package dev.gapless.system;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.util.FileSystemUtils;
import org.tukaani.xz.XZInputStream;

/**
 * PostgreSQL's programs, which come packed in a jar for each platform.
 *
 * <p>They are unpacked once, into a directory named by what is in the package. The directory is filled under another
 * name and then moved into its place, so that whoever sees it sees it whole, however many servers start at a time.
 */
final class EmbeddedBinaries {
    private static final Logger log = LoggerFactory.getLogger(EmbeddedBinaries.class);

    private EmbeddedBinaries() {}

    /** The directory that holds {@code bin}, unpacked below {@code parent} if it is not there yet. */
    static Path unpackBelow(Path parent) {
        String archive = "postgres-" + system() + "-" + machine() + ".txz";
        try {
            Path target = parent.resolve("postgresql-" + digest(archive));
            if (Files.isDirectory(target)) {
                return target;
            }
            log.info("Unpacking PostgreSQL to {}", target);
            Files.createDirectories(parent);
            Path filling = Files.createTempDirectory(parent, ".unpacking-");
            try {
                unpack(archive, filling);
                moveInto(filling, target);
            } finally {
                FileSystemUtils.deleteRecursively(filling);
            }
            return target;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot unpack PostgreSQL to " + parent, e);
        }
    }

    private static void moveInto(Path filled, Path target) throws IOException {
        try {
            Files.move(filled, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            throw e;
        } catch (FileSystemException e) {
            if (!Files.isDirectory(target)) { // else another start was faster, with the same content
                throw e;
            }
        }
    }

    private static void unpack(String archive, Path directory) throws IOException {
        try (TarArchiveInputStream tar = new TarArchiveInputStream(new XZInputStream(open(archive)))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                Path path = directory.resolve(entry.getName()).normalize();
                if (!path.startsWith(directory)) {
                    throw new IOException("An entry points outside of the archive: " + entry.getName());
                }
                if (entry.isDirectory()) {
                    Files.createDirectories(path);
                    continue;
                }
                Files.createDirectories(path.resolveSibling("."));
                if (entry.isSymbolicLink()) {
                    Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
                } else {
                    Files.copy(tar, path);
                    if (path.startsWith(directory.resolve("bin"))
                            && !path.toFile().setExecutable(true, false)) {
                        throw new IOException("Cannot make executable: " + path);
                    }
                }
            }
        }
    }

    private static String digest(String archive) throws IOException {
        try (InputStream in = open(archive)) {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            new DigestInputStream(in, sha).transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(sha.digest(), 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static InputStream open(String archive) {
        InputStream in = EmbeddedBinaries.class.getResourceAsStream("/" + archive);
        if (in == null) {
            throw new DatabaseFailure(
                    "There is no embedded PostgreSQL for this machine (" + archive + ").",
                    "Configure a PostgreSQL server with spring.datasource.url, .username and .password.");
        }
        return in;
    }

    private static String system() {
        String name = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        return name.contains("win") && !name.contains("darwin") ? "windows" : name.contains("mac") ? "darwin" : "linux";
    }

    private static String machine() {
        return switch (System.getProperty("os.arch", "")) {
            case "amd64", "x86_64" -> "x86_64";
            case "aarch64", "arm64" -> "arm_64";
            case String other -> other;
        };
    }
}
