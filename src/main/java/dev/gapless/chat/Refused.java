package dev.gapless.chat;

import dev.gapless.account.InvalidInputException;
import dev.gapless.account.InvalidInputException.Broken;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/** A request that cannot be done, with the answer that says why. Thrown in a transaction, it undoes it. */
final class Refused extends ErrorResponseException {

    private Refused(HttpStatus status, String detail) {
        super(status, ProblemDetail.forStatusAndDetail(status, detail), null);
    }

    /** There is no such room, or it is not the user's to see; which of the two is not told. */
    static Refused noSuchRoom() {
        return new Refused(HttpStatus.NOT_FOUND, "no such room");
    }

    static Refused noSuchMessageInRoom() {
        return new Refused(HttpStatus.NOT_FOUND, "no such message in this room");
    }

    /** There is no such message, or it is in none of the user's rooms. */
    static Refused noSuchMessage() {
        return new Refused(HttpStatus.NOT_FOUND, "no such message");
    }

    /** What is seen, but may not be done. */
    static Refused forbidden(String detail) {
        return new Refused(HttpStatus.FORBIDDEN, detail);
    }

    static Refused conflict(String detail) {
        return new Refused(HttpStatus.CONFLICT, detail);
    }

    static Refused notAMember() {
        return new Refused(HttpStatus.NOT_FOUND, "not a member");
    }

    static Refused noSuchUser() {
        return new Refused(HttpStatus.NOT_FOUND, "no such user");
    }

    /** The invitation is unknown, no longer good, or not the user's to see; which of these is not told. */
    static Refused noSuchInvite() {
        return new Refused(HttpStatus.NOT_FOUND, "no such invitation, or it is no longer good");
    }

    static Refused notInDirectRooms() {
        return forbidden("a direct conversation is between two people, and stays as it is");
    }

    static Refused alreadyAMember() {
        return new Refused(HttpStatus.CONFLICT, "already a member");
    }

    static Refused tooManyRooms(int max) {
        return conflict("you are in " + max + " rooms, which is the most: leave one first");
    }

    static Refused tooManyRoomsOfOther(int max) {
        return conflict("this user is in " + max + " rooms, which is the most");
    }

    static Refused roomNameTaken() {
        return new Refused(HttpStatus.CONFLICT, "a room of that name exists");
    }

    static Refused tooManyForReceipts(int max) {
        return new Refused(HttpStatus.CONFLICT, "receipts are for rooms of up to " + max + " members");
    }

    /** A value breaks a rule; the rule says what it must be and reads well after the field's name. */
    static InvalidInputException invalid(String field, String rule) {
        return new InvalidInputException(List.of(new Broken(field, rule)));
    }
}
