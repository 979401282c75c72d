package dev.gapless.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpStatus;
import org.springframework.web.ErrorResponseException;

class PicturesTest {
    private final Pictures pictures = new Pictures(1);

    @ParameterizedTest
    @CsvSource({"png,600,400", "jpeg,400,600", "gif,300,300", "png,1,1", "gif,40,30", "png,3000,2100"})
    void everyPictureBecomesASquareOfItsMiddle(String format, int width, int height) throws Exception {
        Avatar avatar = pictures.avatar(encode(middleGreen(width, height), format));
        BufferedImage small = decode(avatar);
        assertThat(avatar.contentType()).isEqualTo("image/jpeg");
        assertThat(small.getWidth()).isEqualTo(256);
        assertThat(small.getHeight()).isEqualTo(256);
        assertIs(Color.GREEN, small, 5, 5);
        assertIs(Color.GREEN, small, 250, 128);
    }

    @Test
    void whatCanBeSeenThroughStaysSo() throws Exception {
        BufferedImage picture = new BufferedImage(300, 300, BufferedImage.TYPE_INT_ARGB);
        Graphics2D graphics = picture.createGraphics();
        graphics.setColor(Color.RED);
        graphics.fillRect(0, 0, 150, 300);
        graphics.dispose();

        Avatar avatar = pictures.avatar(encode(picture, "png"));
        BufferedImage small = decode(avatar);
        assertThat(avatar.contentType()).isEqualTo("image/png");
        assertIs(Color.RED, small, 20, 128);
        assertThat(small.getRGB(230, 128) >>> 24).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "1, RED, GREEN, BLUE, YELLOW",
        "2, GREEN, RED, YELLOW, BLUE",
        "3, YELLOW, BLUE, GREEN, RED",
        "4, BLUE, YELLOW, RED, GREEN",
        "5, RED, BLUE, GREEN, YELLOW",
        "6, BLUE, RED, YELLOW, GREEN",
        "7, YELLOW, GREEN, BLUE, RED",
        "8, GREEN, YELLOW, RED, BLUE",
        "9, RED, GREEN, BLUE, YELLOW"
    })
    void aPictureStandsUprightHoweverTheCameraWasHeld(
            int orientation, String topLeft, String topRight, String bottomLeft, String bottomRight) throws Exception {
        for (boolean bigEndian : new boolean[] {true, false}) {
            byte[] file = withOrientation(encode(fourColours(), "jpeg"), orientation, bigEndian);
            Avatar avatar = pictures.avatar(file);
            BufferedImage small = decode(avatar);
            assertIs(colour(topLeft), small, 60, 60);
            assertIs(colour(topRight), small, 190, 60);
            assertIs(colour(bottomLeft), small, 60, 190);
            assertIs(colour(bottomRight), small, 190, 190);
            assertThat(new String(avatar.image(), StandardCharsets.ISO_8859_1)).doesNotContain("Exif");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "<svg xmlns='http://www.w3.org/2000/svg'/>",
                "RIFF....WEBPVP8 ",
                "BM..........",
                "GIF88a"
            })
    void whatIsNoPictureThatIsKnownIsAnotherType(String file) {
        assertRefused(file.getBytes(StandardCharsets.ISO_8859_1), HttpStatus.UNSUPPORTED_MEDIA_TYPE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "jpeg", "gif"})
    void whatIsBrokenIsRefusedInWhateverWay(String format) throws Exception {
        byte[] file = encode(middleGreen(200, 200), format);
        assertRefused(Arrays.copyOf(file, 16), HttpStatus.BAD_REQUEST);
        Random random = new Random(7);
        for (int round = 0; round < 150; round++) {
            byte[] broken = file.clone();
            for (int i = 0; i < 20; i++) {
                broken[8 + random.nextInt(broken.length - 8)] = (byte) random.nextInt();
            }
            try {
                assertThat(pictures.avatar(broken).image()).isNotEmpty();
            } catch (ErrorResponseException refused) {
                assertThat(refused.getStatusCode().is4xxClientError()).isTrue();
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"6001,1", "1,6001", "5000,5000", "2147483647,2147483647"})
    void aPictureThatIsTooLargeIsRefusedByItsHeader(int width, int height) throws Exception {
        byte[] file = encode(middleGreen(10, 10), "png");
        ByteBuffer header = ByteBuffer.wrap(file);
        header.putInt(16, width).putInt(20, height);
        CRC32 checksum = new CRC32();
        checksum.update(file, 12, 17);
        header.putInt(29, (int) checksum.getValue());
        assertRefused(file, HttpStatus.CONTENT_TOO_LARGE);
    }

    @Test
    void aPictureOfVeryManyScansIsRefused() throws Exception {
        byte[] file = encode(middleGreen(10, 10), "jpeg");
        byte[] scans = new byte[file.length + 200];
        System.arraycopy(file, 0, scans, 0, file.length);
        for (int i = file.length; i < scans.length; i += 2) {
            scans[i] = (byte) 0xFF;
            scans[i + 1] = (byte) 0xDA;
        }
        assertRefused(scans, HttpStatus.BAD_REQUEST);
    }

    @Test
    void theSamePictureHasTheSameName() throws Exception {
        byte[] file = encode(middleGreen(100, 100), "png");
        assertThat(pictures.avatar(file).hash())
                .isEqualTo(pictures.avatar(file).hash())
                .matches("[0-9a-f]{32}");
        assertThat(pictures.avatar(encode(fourColours(), "png")).hash())
                .isNotEqualTo(pictures.avatar(file).hash());
    }

    private void assertRefused(byte[] file, HttpStatus status) {
        assertThatThrownBy(() -> pictures.avatar(file))
                .asInstanceOf(type(ErrorResponseException.class))
                .extracting(ErrorResponseException::getStatusCode)
                .isEqualTo(status);
    }

    /** Green in its middle square, red on both sides of it. */
    private static BufferedImage middleGreen(int width, int height) {
        BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = picture.createGraphics();
        graphics.setColor(Color.RED);
        graphics.fillRect(0, 0, width, height);
        int side = Math.min(width, height);
        graphics.setColor(Color.GREEN);
        graphics.fillRect((width - side) / 2, (height - side) / 2, side, side);
        graphics.dispose();
        return picture;
    }

    private static BufferedImage fourColours() {
        BufferedImage picture = new BufferedImage(512, 512, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = picture.createGraphics();
        Color[] colours = {Color.RED, Color.GREEN, Color.BLUE, Color.YELLOW};
        for (int i = 0; i < colours.length; i++) {
            graphics.setColor(colours[i]);
            graphics.fillRect(i % 2 * 256, i / 2 * 256, 256, 256);
        }
        graphics.dispose();
        return picture;
    }

    private static Color colour(String name) {
        return switch (name) {
            case "RED" -> Color.RED;
            case "GREEN" -> Color.GREEN;
            case "BLUE" -> Color.BLUE;
            default -> Color.YELLOW;
        };
    }

    private static void assertIs(Color expected, BufferedImage picture, int x, int y) {
        Color found = new Color(picture.getRGB(x, y));
        assertThat(Math.abs(found.getRed() - expected.getRed())
                        + Math.abs(found.getGreen() - expected.getGreen())
                        + Math.abs(found.getBlue() - expected.getBlue()))
                .as("%s at %d, %d instead of %s", found, x, y, expected)
                .isLessThan(40);
    }

    static byte[] encode(BufferedImage picture, String format) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertThat(ImageIO.write(picture, format, out)).isTrue();
        return out.toByteArray();
    }

    private static BufferedImage decode(Avatar avatar) throws IOException {
        return ImageIO.read(new ByteArrayInputStream(avatar.image()));
    }

    /** What cameras write: a JPEG with a segment of one tag behind its first marker. */
    private static byte[] withOrientation(byte[] jpeg, int orientation, boolean bigEndian) {
        byte[] exif = "Exif\0\0".getBytes(StandardCharsets.US_ASCII);
        ByteBuffer tiff = ByteBuffer.allocate(26).order(bigEndian ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        tiff.put((bigEndian ? "MM" : "II").getBytes(StandardCharsets.US_ASCII));
        tiff.putShort((short) 42).putInt(8).putShort((short) 1);
        tiff.putShort((short) 0x0112).putShort((short) 3).putInt(1).putShort((short) orientation);
        ByteBuffer file = ByteBuffer.allocate(jpeg.length + 4 + exif.length + tiff.capacity());
        file.put(jpeg, 0, 2).putShort((short) 0xFFE1).putShort((short) (2 + exif.length + tiff.capacity()));
        file.put(exif).put(tiff.array()).put(jpeg, 2, jpeg.length - 2);
        return file.array();
    }
}
