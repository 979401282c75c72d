package dev.gapless.protocol;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A live publication on its way to many clients: encoded once for each codec, by whoever comes first, and copied from
 * then on. Two threads may encode it at the same moment; both get the same bytes, and one of the two is kept.
 */
public final class SharedPublication {
    private final int size;
    private final Supplier<Publication> maker;
    private volatile @Nullable Publication publication;
    private volatile byte @Nullable [] json;
    private volatile byte @Nullable [] protobuf;

    public SharedPublication(Publication publication) {
        this(publication.data().length, () -> publication);
        this.publication = publication;
    }

    /**
     * A publication that is made when it is sent, by whoever comes first, since that takes time.
     *
     * @param size the bytes that its data will have, at the most
     */
    public SharedPublication(int size, Supplier<Publication> maker) {
        this.size = size;
        this.maker = maker;
    }

    /** One of the past, which is held elsewhere anyway: to hold it for one more client takes nothing. */
    public static SharedPublication ofThePast(Publication publication) {
        return new SharedPublication(0, () -> publication);
    }

    /** The publication itself. */
    public Publication publication() {
        Publication made = publication;
        if (made == null) {
            made = maker.get();
            publication = made;
        }
        return made;
    }

    /** The bytes of its data, about what it takes to hold it for one more client. */
    public int size() {
        return size;
    }

    byte[] json() {
        byte[] encoded = json;
        if (encoded == null) {
            FrameBuffer buffer = new FrameBuffer(size() + JsonReplyWriter.AROUND_PUBLICATION);
            JsonReplyWriter.write(publication(), buffer);
            encoded = buffer.toByteArray();
            json = encoded;
        }
        return encoded;
    }

    byte[] protobuf() {
        byte[] encoded = protobuf;
        if (encoded == null) {
            encoded = ProtobufReplyWriter.publication(publication()).toByteArray();
            protobuf = encoded;
        }
        return encoded;
    }
}
