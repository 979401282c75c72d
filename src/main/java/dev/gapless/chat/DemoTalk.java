package dev.gapless.chat;

import java.time.Duration;
import java.util.List;

/** What the demo people have been talking about before anyone looked. */
final class DemoTalk {

    private DemoTalk() {}

    /** A room with its members, the first its owner or maker, and what they said, oldest first. */
    record Talk(String room, String kind, List<String> members, List<Line> lines) {}

    /** Something said, so long before the demo began. */
    record Line(Duration ago, String author, String content) {}

    static final List<Talk> TALKS = List.of(
            new Talk(
                    "General",
                    Room.PUBLIC,
                    List.of("alice", "bob", "carol"),
                    List.of(
                            line(
                                    "P3DT6H12M",
                                    "alice",
                                    "Welcome! This is where everybody is. Smaller topics get a room of their own."),
                            line("P3DT6H10M", "bob", "Found it. Do I have to stay at my desk to keep up?"),
                            line(
                                    "P3DT6H9M",
                                    "alice",
                                    "No. Close the lid, take the train, come back: all is there, in order."),
                            line(
                                    "P3DT5H58M",
                                    "carol",
                                    "I went through the long tunnel on the 8:42 this morning and did not even notice."),
                            line("P3DT5H57M", "bob", "The train did not notice either?"),
                            line("P3DT5H55M", "carol", "😄 The train was late. The messages were not."),
                            line(
                                    "P2DT7H30M",
                                    "alice",
                                    "Reminder: no office on Friday, the coffee machine gets its yearly rest."),
                            line("P2DT7H26M", "bob", "Who restarts it on Monday?"),
                            line("P2DT7H25M", "alice", "Whoever is there first. As ever."),
                            line(
                                    "P1DT4H3M",
                                    "carol",
                                    "The photos from the summer day are on the shared drive, folder \"summer\"."),
                            line("P1DT3H40M", "bob", "Number 14 must never leave this company."),
                            line("P1DT3H39M", "carol", "Number 14 is already my desktop background."),
                            line("PT5H20M", "alice", "Lunch today? The place by the canal has tables outside."),
                            line("PT5H16M", "carol", "Yes!"),
                            line("PT5H2M", "bob", "In. 12:30 at the door."))),
            new Talk(
                    "Random",
                    Room.PUBLIC,
                    List.of("carol", "alice", "bob"),
                    List.of(
                            line(
                                    "P2DT9H5M",
                                    "carol",
                                    "Question of the day: does a message that nobody reads make a sound?"),
                            line("P2DT8H58M", "bob", "Only if notifications are on."),
                            line("P2DT8H41M", "alice", "It makes a log entry."),
                            line(
                                    "P1DT6H15M",
                                    "bob",
                                    "I planted tomatoes on the balcony. Status: three leaves, one snail."),
                            line("P1DT6H11M", "carol", "Is the snail thriving?"),
                            line("P1DT6H10M", "bob", "The snail is doing great."),
                            line("PT22H30M", "alice", "Book recommendation, anyone? Long train journey on Saturday."),
                            line("PT22H12M", "carol", "\"The Dispossessed\", if you have not. Twice, if you have."),
                            line("PT21H47M", "bob", "Whatever you take, take the window seat."))),
            new Talk(
                    "Release train",
                    Room.PUBLIC,
                    List.of("bob", "alice", "carol"),
                    List.of(
                            line("P2DT3H50M", "bob", "The train leaves the day after tomorrow. What is on board?"),
                            line(
                                    "P2DT3H44M",
                                    "alice",
                                    "The new search and the faster start. The search still wants a second pair of eyes."),
                            line("P2DT3H42M", "carol", "I can look at it after lunch."),
                            line(
                                    "P1DT1H20M",
                                    "carol",
                                    "Reviewed. Two small things:\n1. no query should list everything\n2. the order should not jump"),
                            line("P1DT1H2M", "alice", "Both fixed, thank you."),
                            line(
                                    "P1DT0H55M",
                                    "bob",
                                    "Then we have everybody. Rehearsal tomorrow morning on the staging machines."),
                            line(
                                    "PT3H35M",
                                    "bob",
                                    "Rehearsal: I restarted both servers in the middle of the load test."),
                            line("PT3H33M", "alice", "And?"),
                            line(
                                    "PT3H31M",
                                    "bob",
                                    "Every client was back in two seconds. Nothing lost, nothing twice."),
                            line("PT3H30M", "carol", "🎉"),
                            line(
                                    "PT41M",
                                    "alice",
                                    "Release notes are ready. If nobody objects within the hour: all aboard."))),
            new Talk(
                    "alice, bob",
                    Room.DIRECT,
                    List.of("alice", "bob"),
                    List.of(
                            line("P1DT2H10M", "alice", "Is the snail still there?"),
                            line("P1DT2H4M", "bob", "She has a name now. It is Gary."),
                            line("P1DT2H3M", "alice", "Good morning to Gary, then."),
                            line("PT6H12M", "bob", "Can you take the late shift on Thursday? I will bring cake."),
                            line("PT6H3M", "alice", "What kind of cake?"),
                            line("PT6H2M", "bob", "The kind that you choose."),
                            line("PT2H15M", "alice", "Plum. And I am there on Thursday."))));

    private static Line line(String ago, String author, String content) {
        return new Line(Duration.parse(ago), author, content);
    }
}
