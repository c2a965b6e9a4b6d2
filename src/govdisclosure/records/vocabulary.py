"""The vocabularies of records (词表): every value that a field of words may hold, with its Chinese and English label.

``Outcome`` is the common refinement of all national forms: each row of 2014, 2019 and 2021 is a set of its members, so
that one register serves every form. Articles are those of the Regulations of 2019 (国务院令第711号).
"""

from __future__ import annotations

from enum import Enum
from typing import Self


class Word(Enum):
    """A member of a vocabulary (词): its value never changes, its labels are shown."""

    zh: str
    en: str

    def __new__(cls, value: str, zh: str, en: str) -> Self:
        """Make a member of value, Chinese label and English label."""
        member = object.__new__(cls)
        member._value_ = value
        member.zh = zh
        member.en = en
        return member

    __hash__ = object.__hash__  # members are singletons; Enum's own hash is a Python call, slow as a key of counters


class ItemKind(Word):
    """Kinds of government information (信息种类)."""

    NEWS = "news", "动态信息", "news"
    NOTICE = "notice", "通知公告", "notice"
    GOVERNMENT_RULES = "government_rules", "规章", "government rules"
    NORMATIVE_DOCUMENT = "normative_document", "行政规范性文件", "normative document"
    OTHER_DOCUMENT = "other_document", "其他文件", "other document"
    INTERPRETATION = "interpretation", "政策解读", "interpretation of policy"
    PLAN = "plan", "规划计划", "plan"
    STATISTICS = "statistics", "统计信息", "statistics"
    BUDGET = "budget", "财政预决算", "budget and final accounts"
    PERSONNEL = "personnel", "人事信息", "personnel"
    DECISION = "decision", "处理决定", "decision"
    OTHER = "other", "其他", "other"


class Attribute(Word):
    """Disclosure attribute of an item, decided when it is made (公开属性)."""

    PROACTIVE = "proactive", "主动公开", "disclosed proactively"
    ON_REQUEST = "on_request", "依申请公开", "disclosed upon request"
    WITHHELD = "withheld", "不予公开", "not disclosed"


class PublicationChannel(Word):
    """Channels of publication (公开渠道)."""

    CITY_PORTAL = "city_portal", "市党政门户网站", "the city's portal"
    OWN_SITE = "own_site", "本机关网站", "the agency's own site"
    GAZETTE = "gazette", "政府公报", "the government gazette"
    WEIBO = "weibo", "政务微博", "Weibo"
    WECHAT = "wechat", "政务微信", "WeChat"
    MEDIA = "media", "新闻媒体", "the news media"
    OTHER = "other", "其他方式", "another way"


class ColumnKind(Word):
    """Purposes of a website's column (栏目类别)."""

    DEPARTMENT_NEWS = "department_news", "部门动态", "department news"
    KEY_AREA = "key_area", "部门重点领域", "key areas of the department"
    OTHER = "other", "其他栏目", "another column"


class RequestChannel(Word):
    """Channels of requests (申请渠道); the day of receipt depends on it (article 31)."""

    IN_PERSON = "in_person", "当面（书面）", "in person, in writing"
    ORAL = "oral", "当面（口头）", "in person, orally"
    REGISTERED_POST = "registered_post", "需签收的邮寄", "post with signature"
    ORDINARY_POST = "ordinary_post", "平常信函", "ordinary letter"
    FAX = "fax", "传真", "fax"
    ONLINE = "online", "网上平台", "online form"
    EMAIL = "email", "电子邮件", "e-mail"


class Applicant(Word):
    """Kinds of applicants (申请人情况), as in the columns of the national forms since 2019."""

    NATURAL_PERSON = "natural_person", "自然人", "natural person"
    BUSINESS = "business", "商业企业", "business"
    RESEARCH = "research", "科研机构", "research institution"
    PUBLIC_WELFARE = "public_welfare", "社会公益组织", "public welfare organisation"
    LEGAL_SERVICE = "legal_service", "法律服务机构", "legal service organisation"
    LAWYER = (
        "lawyer",
        "律师以本人名义",
        "lawyer in their own name",
    )  # a column of its own in no form: the standard's switch decides
    OTHER = "other", "其他", "another organisation"


class Outcome(Word):
    """Outcomes of requests (办理结果), finer than any one form's rows."""

    GRANTED = "granted", "予以公开", "disclosed"  # art. 36(2)
    ALREADY_PUBLIC = "already_public", "已主动公开", "already public, told where"  # art. 36(1)
    GRANTED_IN_PART = "granted_in_part", "部分公开", "disclosed in part"  # art. 37
    STATE_SECRET = "state_secret", "属于国家秘密", "state secret"  # art. 14
    FORBIDDEN_BY_LAW = "forbidden_by_law", "其他法律行政法规禁止公开", "forbidden by another law"  # art. 14
    PUBLIC_SECURITY = "public_security", "危及“三安全一稳定”", "endangers security or stability"  # art. 14
    TRADE_SECRET = "trade_secret", "涉及商业秘密", "another's trade secret"  # art. 15
    PERSONAL_PRIVACY = "personal_privacy", "涉及个人隐私", "another's privacy"  # art. 15
    THIRD_PARTY_RIGHTS = "third_party_rights", "保护第三方其他合法权益", "other rights of a third party"  # art. 15, 32
    INTERNAL_AFFAIRS = "internal_affairs", "属于三类内部事务信息", "internal affairs"  # art. 16 para. 1
    PROCESS_INFORMATION = "process_information", "属于四类过程性信息", "information of the process"  # art. 16 para. 2
    ENFORCEMENT_FILE = "enforcement_file", "属于行政执法案卷", "file of enforcement"  # art. 16 para. 2
    ADMINISTRATIVE_QUERY = "administrative_query", "属于行政查询事项", "has a query procedure of its own"  # art. 36(7)
    DOES_NOT_EXIST = "does_not_exist", "信息不存在", "does not exist"  # art. 36(4)
    NOT_OURS = "not_ours", "不属于本机关公开", "not this agency's"  # art. 36(5)
    NOT_READY_MADE = "not_ready_made", "没有现成信息需要另行制作", "would have to be made"  # art. 38
    STILL_UNCLEAR = "still_unclear", "补正后申请内容仍不明确", "unclear after correction"  # art. 30
    PETITION = "petition", "信访举报投诉类申请", "a petition or complaint"  # art. 39 para. 1
    REPEATED = "repeated", "重复申请", "repeated request"  # art. 36(6)
    PUBLIC_PRINT = "public_print", "要求提供公开出版物", "asks for a public print"  # art. 39 para. 2
    EXCESSIVE = "excessive", "无正当理由大量反复申请", "many requests without good reason"  # art. 35
    CONFIRMATION = "confirmation", "要求确认或重新出具已获取信息", "asks to confirm what was given"
    NOT_CORRECTED = "not_corrected", "逾期不补正", "not corrected in time"  # art. 30
    FEE_NOT_PAID = "fee_not_paid", "逾期未缴费", "fee not paid in time"  # art. 42
    WITHDRAWN = "withdrawn", "申请人撤回", "withdrawn by the applicant"
    OTHER_WAY = "other_way", "告知通过其他途径办理", "told to go another way"  # 2014 form
    NOT_GOVERNMENT_INFORMATION = "not_government_information", "不是《条例》所指政府信息", "not government information"
    OTHER = "other", "其他", "other"


class Ground(Word):
    """Grounds of refusal (不予公开理由), of which one answer may give several."""

    STATE_SECRET = "state_secret", "国家秘密", "state secret"
    FORBIDDEN_BY_LAW = "forbidden_by_law", "其他法律行政法规禁止", "forbidden by another law"
    PUBLIC_SECURITY = "public_security", "三安全一稳定", "security or stability"
    TRADE_SECRET = "trade_secret", "商业秘密", "trade secret"
    PERSONAL_PRIVACY = "personal_privacy", "个人隐私", "privacy"
    THIRD_PARTY_RIGHTS = "third_party_rights", "第三方其他合法权益", "other rights of a third party"
    INTERNAL_AFFAIRS = "internal_affairs", "内部事务信息", "internal affairs"
    PROCESS_INFORMATION = "process_information", "过程性信息", "information of the process"
    ENFORCEMENT_FILE = "enforcement_file", "行政执法案卷", "file of enforcement"
    OTHER = "other", "其他", "other"


class RemedyKind(Word):
    """Kinds of remedies (救济类型)."""

    RECONSIDERATION = "reconsideration", "行政复议", "administrative reconsideration"
    LAWSUIT = "lawsuit", "行政诉讼", "administrative litigation"
    COMPLAINT = "complaint", "举报投诉", "complaint"


class RemedyRole(Word):
    """Roles of the agency in a case (本机关地位)."""

    RESPONDENT = "respondent", "被申请人/被告", "respondent"
    CO_DEFENDANT = "co_defendant", "共同被告", "co-defendant"
    THIRD_PARTY = "third_party", "第三人", "third party"


class RemedyPath(Word):
    """Paths to a lawsuit (起诉途径)."""

    DIRECT = "direct", "未经复议直接起诉", "directly"
    AFTER_RECONSIDERATION = "after_reconsideration", "复议后起诉", "after reconsideration"


class RemedyInstance(Word):
    """Instances of a lawsuit (审级)."""

    FIRST = "first", "一审", "first instance"
    SECOND = "second", "二审", "second instance"
    RETRIAL = "retrial", "再审", "retrial"


class RemedyResult(Word):
    """Results of remedies (结果)."""

    UPHELD = "upheld", "结果维持", "upheld"
    CORRECTED = "corrected", "结果纠正", "corrected"
    OTHER = "other", "其他结果", "another result"


class EngagementKind(Word):
    """Kinds of engagement with the public (互动类型)."""

    PETITION = "petition", "信访件", "petition"
    ENQUIRY = "enquiry", "咨询", "enquiry"
    SUGGESTION = "suggestion", "建议", "suggestion"
    COMPLAINT = "complaint", "投诉", "complaint"
    INTERVIEW = "interview", "嘉宾访谈", "interview"
    SOLICITATION = "solicitation", "征集调查", "solicitation of opinions"
    PUBLIC_OPINION_RESPONSE = "public_opinion_response", "回应公众意见", "response to public opinion"
    NEWS_CONFERENCE = "news_conference", "新闻发布会", "news conference"


class EngagementChannel(Word):
    """Channels of engagement (互动渠道)."""

    COUNTER = "counter", "现场接待", "counter"
    PHONE = "phone", "电话", "telephone"
    LETTER = "letter", "来信", "letter"
    EMAIL = "email", "电子邮件", "e-mail"
    LEADER_MAILBOX = "leader_mailbox", "书记市长信箱", "leader's mailbox"
    HOTLINE = "hotline", "政府服务热线", "government hotline"
    CITY_PORTAL = "city_portal", "市党政门户网站", "the city's portal"
    OWN_SITE = "own_site", "本机关网站", "the agency's own site"
    WEIBO = "weibo", "政务微博", "Weibo"
    WECHAT = "wechat", "政务微信", "WeChat"
    OTHER = "other", "其他", "another way"


class SubmissionTarget(Word):
    """Recipients of information submitted upwards (报送对象)."""

    CITY_PORTAL = "city_portal", "市党政门户网站", "the city's portal"
    CITY_GOVERNMENT = "city_government", "市政府", "the city government"
    PROVINCIAL_DEPARTMENT = "provincial_department", "省级主管部门", "the provincial department"
    PROVINCIAL_GOVERNMENT = "provincial_government", "省政府", "the provincial government"
    NATIONAL_DEPARTMENT = "national_department", "国家主管部门", "the national department"
    OTHER = "other", "其他", "another"


class Inspector(Word):
    """Inspectors of websites (普查机关)."""

    STATE_COUNCIL = "state_council", "国务院办公厅", "General Office of the State Council"
    PROVINCE = "province", "省政府办公厅", "the provincial government's office"
    CITY = "city", "市电子政务办", "the city's e-government office"


class InspectionResult(Word):
    """Results of inspections (普查结论)."""

    CRITICISED = "criticised", "通报（曝光）", "criticised"
    COMMENDED = "commended", "表扬", "commended"


class ServiceKind(Word):
    """Kinds of service items (事项类型)."""

    LICENCE = "licence", "行政许可", "administrative licence"
    MANAGEMENT = "management", "管理服务", "management service"


class DocumentKind(Word):
    """Kinds of documents that an agency issues (文件种类)."""

    GOVERNMENT_RULES = "government_rules", "规章", "government rules"
    NORMATIVE_DOCUMENT = "normative_document", "行政规范性文件", "normative document"


class DecisionKind(Word):
    """Kinds of decisions (决定种类)."""

    LICENCE = "licence", "行政许可", "administrative licence"  # art. 20(5)
    OTHER_SERVICE = "other_service", "其他对外管理服务", "other service to the public"  # art. 20(5)
    PENALTY = "penalty", "行政处罚", "administrative penalty"  # art. 20(6)
    COERCION = "coercion", "行政强制", "coercive measure"  # art. 20(6)


class BodyKind(Word):
    """Kinds of bodies (机关性质)."""

    ADMINISTRATIVE_ORGAN = "administrative_organ", "行政机关", "administrative organ"
    DISPATCHED_ORGAN = "dispatched_organ", "派出机构", "dispatched organ"
    AUTHORISED_ORGANISATION = "authorised_organisation", "法律法规授权组织", "organisation empowered by law"
    PUBLIC_INSTITUTION = "public_institution", "公共企事业单位", "public institution"  # art. 55: not in the tables


class ReportsAs(Word):
    """Capacities in which a body reports (报告主体): article 49 sets one date for departments and another for governments."""

    DEPARTMENT = "department", "政府部门", "department"
    GOVERNMENT = "government", "人民政府", "government"
    TOWNSHIP = "township", "乡镇政府、街道办事处", "township or street office"  # not named there; reports with the departments


class SuccessionKind(Word):
    """Kinds of succession between bodies (机构变更)."""

    MERGED = "merged", "合并", "merged"
    SPLIT = "split", "分立", "split"
    RENAMED = "renamed", "更名", "renamed"
