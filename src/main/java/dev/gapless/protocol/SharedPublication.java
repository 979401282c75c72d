package dev.gapless.protocol;

import org.jspecify.annotations.Nullable;

/**
 * A live publication on its way to many clients: encoded once for each codec, by whoever comes first, and copied from
 * then on. Two threads may encode it at the same moment; both get the same bytes, and one of the two is kept.
 */
public final class SharedPublication {
    private final Publication publication;
    private volatile byte @Nullable [] json;
    private volatile byte @Nullable [] protobuf;

    public SharedPublication(Publication publication) {
        this.publication = publication;
    }

    public Publication publication() {
        return publication;
    }

    /** The bytes of its data, about what it takes to hold it for one more client. */
    public int size() {
        return publication.data().length;
    }

    byte[] json() {
        byte[] encoded = json;
        if (encoded == null) {
            FrameBuffer buffer = new FrameBuffer(size() + JsonReplyWriter.AROUND_PUBLICATION);
            JsonReplyWriter.write(publication, buffer);
            encoded = buffer.toByteArray();
            json = encoded;
        }
        return encoded;
    }

    byte[] protobuf() {
        byte[] encoded = protobuf;
        if (encoded == null) {
            encoded = ProtobufReplyWriter.publication(publication).toByteArray();
            protobuf = encoded;
        }
        return encoded;
    }
}
