"""Who signs in to the demo: the people of the two stories and the support staff."""

from twins.demo import acme, soylent
from twins.demo.story import Person

SUPPORT = (
    Person("support@itwins.example", "First", "Support", is_staff=True),
    Person("support2@itwins.example", "Second", "Support", is_staff=True),
)
EVERYBODY = (*acme.STORY.people, *soylent.STORY.people, *SUPPORT)
