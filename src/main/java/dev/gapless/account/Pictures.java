package dev.gapless.account;

import dev.gapless.account.PictureFile.Kind;
import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.stereotype.Component;
import org.springframework.web.ErrorResponseException;

/**
 * Makes avatars of the pictures that people send, which may be anything.
 *
 * <p>What a picture is, is found out from its first bytes, and how large from its header, before anything is decoded.
 * Only the square in its middle is, and of that only as many pixels as a good small picture needs, so that the largest
 * one takes no more memory than a middling one. Half of the cores may be at it at a time; the others wait for a turn and
 * are refused after {@link #LONGEST_WAIT}. Nothing but pixels comes out: no place, no camera, no name.
 */
@Component
class Pictures {
    static final int SIDE = 256;
    static final int LONGEST_SIDE = 6000;
    static final int MOST_PIXELS = 24_000_000;
    static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

    /** How many times larger than needed a picture is decoded, to be scaled down with care. */
    private static final int SPARE = 4;

    private final Semaphore turns;

    @Autowired
    Pictures() {
        this(Math.max(1, Runtime.getRuntime().availableProcessors() / 2));
    }

    Pictures(int atATime) {
        turns = new Semaphore(atATime);
    }

    /**
     * Makes an avatar.
     *
     * @throws ErrorResponseException 415 for another type, 413 for too many pixels, 400 for what cannot be read
     * @throws TooManyRequestsException when there was no turn
     */
    Avatar avatar(byte[] file) {
        PictureFile picture = new PictureFile(file);
        Kind kind = picture.kind();
        if (kind == Kind.OTHER) {
            throw refused(HttpStatus.UNSUPPORTED_MEDIA_TYPE, "the picture must be a PNG, a JPEG or a GIF");
        }
        if (kind == Kind.JPEG && picture.hasTooManyScans()) {
            throw unreadable();
        }
        takeTurn();
        try {
            return new Portrait(decode(file, kind), picture.orientation()).encode();
        } catch (IOException | RuntimeException e) {
            if (e instanceof ErrorResponseException known) {
                throw known;
            }
            throw unreadable(); // readers fail in every way at what is no picture
        } finally {
            turns.release();
        }
    }

    private static BufferedImage decode(byte[] file, Kind kind) throws IOException {
        ImageReader reader = ImageIO.getImageReadersByFormatName(kind.name().toLowerCase(Locale.ROOT))
                .next();
        // In memory: a cache on disk would be slower than the picture is large.
        try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
            reader.setInput(in, true, true);
            int width = reader.getWidth(0);
            int height = reader.getHeight(0);
            if (width > LONGEST_SIDE || height > LONGEST_SIDE || (long) width * height > MOST_PIXELS) {
                throw refused(
                        HttpStatus.CONTENT_TOO_LARGE,
                        "the picture may have at most %d × %d and %d million pixels"
                                .formatted(LONGEST_SIDE, LONGEST_SIDE, MOST_PIXELS / 1_000_000));
            }
            return reader.read(0, square(reader.getDefaultReadParam(), width, height));
        } finally {
            reader.dispose();
        }
    }

    private static ImageReadParam square(ImageReadParam param, int width, int height) {
        int side = Math.min(width, height);
        param.setSourceRegion(new Rectangle((width - side) / 2, (height - side) / 2, side, side));
        int step = Math.max(1, side / (SPARE * SIDE));
        param.setSourceSubsampling(step, step, 0, 0);
        return param;
    }

    private void takeTurn() {
        try {
            if (!turns.tryAcquire(LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new TooManyRequestsException("too many pictures at the moment, try again soon", LONGEST_WAIT);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TooManyRequestsException("the server is stopping", LONGEST_WAIT);
        }
    }

    private static ErrorResponseException unreadable() {
        return refused(HttpStatus.BAD_REQUEST, "the picture cannot be read");
    }

    private static ErrorResponseException refused(HttpStatus status, String detail) {
        return new ErrorResponseException(status, ProblemDetail.forStatusAndDetail(status, detail), null);
    }
}
