package dev.gapless.account;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** A square picture on its way to an avatar: scaled, upright, and encoded, with transparency if it has any. */
final class Portrait {
    private static final int SIDE = Pictures.SIDE;
    private static final float QUALITY = 0.9f;

    private final BufferedImage picture;

    /** @param orientation how the camera was held, see {@link PictureFile#orientation()} */
    Portrait(BufferedImage square, int orientation) {
        BufferedImage scaled = square;
        // By halves: each pixel comes of the four that it stands for, and none is passed over.
        while (scaled.getWidth() >= 2 * SIDE) {
            scaled = drawn(scaled, scaled.getWidth() / 2, new AffineTransform());
        }
        picture = drawn(scaled, SIDE, upright(orientation));
    }

    Avatar encode() throws IOException {
        return isOpaque() ? Avatar.of(Avatar.JPEG, jpeg()) : Avatar.of(Avatar.PNG, png());
    }

    private static BufferedImage drawn(BufferedImage source, int side, AffineTransform turn) {
        BufferedImage target = new BufferedImage(side, side, BufferedImage.TYPE_INT_ARGB_PRE);
        Graphics2D graphics = target.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        graphics.transform(turn);
        graphics.drawImage(source, 0, 0, side, side, null);
        graphics.dispose();
        return target;
    }

    /** What turns and mirrors a picture that was taken like this. */
    private static AffineTransform upright(int orientation) {
        AffineTransform turn = new AffineTransform();
        turn.translate(SIDE / 2.0, SIDE / 2.0);
        turn.quadrantRotate(
                switch (orientation) {
                    case 3, 4 -> 2;
                    case 6, 7 -> 1;
                    case 5, 8 -> 3;
                    default -> 0;
                });
        boolean mirrored = orientation == 2 || orientation == 4 || orientation == 5 || orientation == 7;
        turn.scale(mirrored ? -1 : 1, 1);
        turn.translate(-SIDE / 2.0, -SIDE / 2.0);
        return turn;
    }

    private boolean isOpaque() {
        int[] pixels = picture.getRGB(0, 0, SIDE, SIDE, null, 0, SIDE);
        for (int pixel : pixels) {
            if (pixel >>> 24 != 0xFF) {
                return false;
            }
        }
        return true;
    }

    private byte[] png() throws IOException {
        BufferedImage plain = copy(BufferedImage.TYPE_INT_ARGB);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(out)) {
            ImageIO.write(plain, "png", stream);
        }
        return out.toByteArray();
    }

    private byte[] jpeg() throws IOException {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(out)) {
            ImageWriteParam param = writer.getDefaultWriteParam();
            param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            param.setCompressionQuality(QUALITY);
            writer.setOutput(stream);
            writer.write(null, new IIOImage(copy(BufferedImage.TYPE_INT_RGB), null, null), param);
        } finally {
            writer.dispose();
        }
        return out.toByteArray();
    }

    private BufferedImage copy(int type) {
        BufferedImage copy = new BufferedImage(SIDE, SIDE, type);
        Graphics2D graphics = copy.createGraphics();
        graphics.drawImage(picture, 0, 0, null);
        graphics.dispose();
        return copy;
    }
}
