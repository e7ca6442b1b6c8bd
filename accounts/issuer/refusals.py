"""Why an application's request is not answered: to the person here, or to the application there."""

from typing import ClassVar


class RefusedHere(Exception):
    """Shown as a page: nobody knows that the address to answer at is the application's."""

    heading: ClassVar[str] = "This request cannot be read"
    message = "The application that sent you here asked in a way that we do not understand."
    next_step: ClassVar[str] = (
        "Go back to the application. If it happens again, tell whoever makes it."
    )

    def __init__(self, message: str = "") -> None:
        self.message = message or self.message
        super().__init__(self.message)


class ApplicationUnknown(RefusedHere):
    heading = "This application is not known here"
    message = "The application that sent you here is not registered in this registry."
    next_step = "Check the client id that it was given, or register it: in the menu behind your initials, under Applications."


class WayBackUnknown(RefusedHere):
    heading = "This application may not lead you there"
    message = (
        "The application asked us to send you to an address that is not registered for it."
        " That may be a mistake, or somebody's attempt to get at your data."
    )
    next_step = "Nothing was sent. Whoever registered the application can add the address there."


class NotToldThere(RefusedHere):
    """Whoever registers an application could lead people anywhere with a request that is wrong."""

    heading = "This application asked for something that we do not offer"

    def __init__(self, name: str, refusal: "RefusedThere", host: str) -> None:
        words = ". ".join(word for word in (refusal.error, refusal.description) if word)
        super().__init__(
            f"{name} asked for something that is not offered here: {words.rstrip('.')}."
            f" You were not sent on to {host}."
        )


class RefusedThere(Exception):
    """Told to the application at its own address (RFC 6749, 4.1.2.1)."""

    def __init__(self, error: str, description: str = "") -> None:
        super().__init__(error)
        self.error, self.description = error, description
